"""A simulated CRM over HTTP: it takes records as `docs/how-to/integrators/crm.md` says, and fails on demand."""

from sandbox.crm.app import make_app
from sandbox.crm.world import CrmFault, CrmWorld

__all__ = ["CrmFault", "CrmWorld", "make_app"]
