import pytest

from notify_harness.notify import Notify
from notify_harness.receiver import Receiver


@pytest.fixture
def notify(tmp_path):
    tmp_path.chmod(0o755)
    program = Notify(tmp_path)
    yield program
    program.kill()


@pytest.fixture
def receive():
    """receive(*acts): a server that answers so."""
    made = []

    def make(*acts, **options):
        made.append(Receiver(*acts, **options))
        return made[-1]

    yield make
    for receiver in made:
        receiver.close()
