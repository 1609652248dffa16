"""A simulated CRM over HTTP, which takes records as `docs/how-to/integrators/crm.md` says, and a service that knows tax
ids. Both fail on demand. What the CRM sends of its own it repeats and reorders."""

from sandbox.crm.app import make_app
from sandbox.crm.calls import CrmCall, CrmCalls
from sandbox.crm.tax_service import TaxService, make_tax_app
from sandbox.crm.world import CrmFault, CrmWorld

__all__ = ["CrmCall", "CrmCalls", "CrmFault", "CrmWorld", "TaxService", "make_app", "make_tax_app"]
