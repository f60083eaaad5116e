"""Ends when nobody reads from descriptor 1 any more, or when descriptor 0 is closed: Node cannot ask a pipe that."""

import select


def main():
    poll = select.poll()
    poll.register(0, select.POLLIN)
    # Hang-ups and errors are always reported; nothing else is asked for.
    poll.register(1, 0)
    poll.poll()


if __name__ == "__main__":
    main()
