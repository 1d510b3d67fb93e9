"""PDFium一次一件: its one lock. The library is not thread-safe, not even across documents (press and readers use it)."""

import threading

LOCK = threading.Lock()
