"""How everything is kept a second time: snapshot, manifest, checks, restoring, moving, upgrading on a copy (safety C12)."""
