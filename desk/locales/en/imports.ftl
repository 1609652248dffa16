# History from another desk.
import-no-words = Message without text
audit-import-done = imported { $new } requests from “{ $object }”
audit-import-undone = took back { $new } requests that came from “{ $object }”
