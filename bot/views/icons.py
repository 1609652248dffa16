"""The signs that carry meaning, the same in every language."""

from db.models import Status

STATUS_SIGNS = {
    Status.NEW: "🆕",
    Status.ASSIGNED: "🙋",
    Status.IN_PROGRESS: "💬",
    Status.PENDING: "⏳",
    Status.ON_HOLD: "⏸",
    Status.RESOLVED: "✅",
    Status.CLOSED: "☑️",
    Status.REOPENED: "↩️",
    Status.CANCELLED: "☑️",
}
PRIORITY_SIGNS = {1: "🔴", 2: "🟠", 3: "🟡", 4: "⚪"}
CLIP = "📎"
