"""Writers of one process come in the order in which they asked."""

import threading

from portal.kit.database import Turns


def test_each_waits_for_the_one_before():
    turns, order, threads = Turns(), [], []
    assert turns.take(1)

    def wait(number):
        assert turns.take(20)
        order.append(number)
        turns.give()

    for number in range(8):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        while len(turns._waiting) <= number:
            pass
        threads.append(thread)
    turns.give()
    for thread in threads:
        thread.join(20)
    assert order == list(range(8))
    assert turns.take(0)


def test_who_gives_up_holds_nobody_up():
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0)
    turns.give()
    assert turns.take(0)
