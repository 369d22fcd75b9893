"""Tests that look at what httpd calls, and with what: mod_contract's record."""
import os
import pathlib
import tempfile

import pytest

from .record import Record

ERROR, NOTICE, INFO = 3, 5, 6


class Recorded:
    """A class whose server has mod_contract loaded. The record of each test begins empty, and shows the test's own client alone."""

    @classmethod
    def configure(cls, config):
        handle, name = tempfile.mkstemp(prefix="errwatch-contract-")
        os.close(handle)
        cls.record = Record(config, pathlib.Path(name))
        cls.more(config)

    @classmethod
    def more(cls, config):
        pass

    @classmethod
    def teardown_class(cls):
        cls.record.path.unlink()

    @pytest.fixture(autouse=True)
    def _own_record(self, server, client):
        self.record.clear(only=client.address)
