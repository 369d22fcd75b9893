"""A program that runs in the foreground, with a directory of its own."""
import pathlib
import subprocess

from harness.wait import wait_until


class Process:
    def __init__(self, directory, command):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.output = self.directory / "output"
        with open(self.output, "ab") as output:
            self.process = subprocess.Popen([*map(str, command)], cwd=self.directory, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def said(self):
        return self.output.read_text(errors="replace")

    def wait_for(self, condition, what, deadline_s=30):
        def is_there():
            if self.process.poll() is not None:
                raise RuntimeError(f"it ended with {self.process.returncode} instead of {what}:\n{self.said()[-3000:]}")
            return condition()
        wait_until(is_there, deadline_s, lambda: f"{what}:\n{self.said()[-3000:]}")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
