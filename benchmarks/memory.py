"""The memory that a process has in use now; the peak that `resource` gives would include the parent's from the fork."""


def resident_bytes() -> int:
    """The resident set of this process. Linux only."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib must not be imported yet
        return int(statm.read().split()[1]) * 4_096
