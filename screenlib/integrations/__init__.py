"""screenlib inside other systems; each module needs the system's own package."""
