"""Events of mod_errwatch, as they come: ErrWatchEventLog."""
