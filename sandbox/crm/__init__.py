"""A simulated CRM over HTTP, which takes records as `docs/how-to/integrators/crm.md` says, and a service that knows tax
ids. Both fail on demand."""

from sandbox.crm.app import make_app
from sandbox.crm.tax_service import TaxService, make_tax_app
from sandbox.crm.world import CrmFault, CrmWorld

__all__ = ["CrmFault", "CrmWorld", "TaxService", "make_app", "make_tax_app"]
