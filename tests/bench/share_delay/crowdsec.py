"""CrowdSec: an agent on each host reads its error log, one of them has the API, and a bouncer on each host asks that who is banned.

The bouncer's program writes a map that httpd looks into with each request, so no firewall is touched."""
import os
import pathlib
import secrets
import shutil
import subprocess

from attack import LIMIT
from harness.config import Config, free_port
from systems import HOSTS, System, answers

SHIPPED = pathlib.Path("/etc/crowdsec")
POLL = ("10s", "10s", "1s")  # how often each host's bouncer asks; 10 s is the default

CONFIGURATION = """common:
  daemonize: false
  log_media: stdout
  log_level: info
  working_dir: .
config_paths:
  config_dir: {directory}/
  data_dir: {directory}/data/
  simulation_path: {directory}/simulation.yaml
  hub_dir: /usr/share/crowdsec/hub/
  index_path: /usr/share/crowdsec/hub/.index.json
  notification_dir: {directory}/notifications/
  plugin_dir: {directory}/plugins/
crowdsec_service:
  acquisition_path: {directory}/acquis.yaml
  parser_routines: 1
db_config:
  log_level: info
  type: sqlite
  db_path: {directory}/data/crowdsec.db
  flush:
    max_items: 5000
    max_age: 7d
api:
  client:
    insecure_skip_verify: false
    credentials_path: {directory}/credentials.yaml
  server:
    enable: {is_server}
    log_level: info
    listen_uri: 127.0.0.1:{port}
    profiles_path: {directory}/profiles.yaml
prometheus:
  enabled: false
"""
FILES = {
    "simulation.yaml": "simulation: false\n",
    "profiles.yaml": """name: default_ip_remediation
filters:
 - Alert.Remediation == true && Alert.GetScope() == "Ip"
decisions:
 - type: ban
   duration: 4h
on_success: break
""",
    "parsers/s00-raw/line.yaml": """filter: "evt.Line.Labels.type == 'httpd'"
onsuccess: next_stage
name: bench/line
statics:
  - parsed: message
    expression: evt.Line.Raw
""",
    "parsers/s01-parse/password.yaml": """filter: "evt.Line.Labels.type == 'httpd'"
onsuccess: next_stage
name: bench/password
grok:
  pattern: '\\[client %{IP:source_ip}:%{INT:port}\\] AH01617'
  apply_on: message
statics:
  - meta: log_type
    value: wrong_password
  - meta: source_ip
    expression: evt.Parsed.source_ip
""",
    # It overflows with the one that is more than its capacity.
    "scenarios/passwords.yaml": f"""type: leaky
name: bench/passwords
description: wrong passwords
filter: "evt.Meta.log_type == 'wrong_password'"
groupby: evt.Meta.source_ip
capacity: {LIMIT - 1}
leakspeed: 1h
blackhole: 1m
labels:
  service: http
  type: bruteforce
  remediation: true
""",
}
BOUNCER = """bin_path: {directory}/ban
feed_via_stdin: false
total_retries: 0
scenarios_containing: []
scenarios_not_containing: []
origins: []
piddir: {directory}
update_frequency: {poll}
cache_retention_duration: 10s
daemonize: false
log_mode: stdout
log_level: info
api_url: http://127.0.0.1:{port}/
api_key: {key}
prometheus:
  enabled: false
  listen_addr: 127.0.0.1
  listen_port: 0
"""


class Crowdsec(System):
    name = "CrowdSec"
    denies_at_once = False
    share_of_dealt = 6
    phase_s = 10  # else each round would begin just after the bouncer has asked, where the one before ended
    needs = ("crowdsec", "cscli", "crowdsec-custom-bouncer")

    def configuration(self, host):
        denied = self.directory / f"{host}.denied"
        denied.touch()
        denied.chmod(0o644)
        return Config("event").load("rewrite").add(f"""
            RewriteEngine On
            RewriteMap denied "txt:{denied}"
            RewriteCond ${{denied:%{{REMOTE_ADDR}}|ok}} =deny
            RewriteRule ^ - [F]
            """)

    def start(self):
        self.start_httpds()
        self.port = free_port()
        for host, httpd in zip(HOSTS, self.httpds):
            self._write_agent(self.directory / host, host, httpd)
        first = self.directory / HOSTS[0]
        for host in HOSTS:
            self._cscli(first, "machines", "add", host, "--password", secrets.token_hex(16), "--force", "--url",
                        f"http://127.0.0.1:{self.port}", "-f", str(self.directory / host / "credentials.yaml"))
        for host in HOSTS:
            agent = self.run(self.directory / host, "crowdsec", "-c", self.directory / host / "config.yaml", *(["-no-api"] if host != HOSTS[0] else []))
            agent.wait_for(lambda: answers(self.port), "the API to answer")
            agent.wait_for(lambda agent=agent: "Starting processing data" in agent.said(), "the agent to read")
        for host, poll in zip(HOSTS, POLL):
            self._start_bouncer(first, host, poll)

    def _write_agent(self, directory, host, httpd):
        for name in ("data", "notifications", "plugins", "postoverflows"):
            (directory / name).mkdir(parents=True)
        for name, content in FILES.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        shutil.copytree(SHIPPED / "patterns", directory / "patterns")
        (directory / "acquis.yaml").write_text(f"filenames:\n  - {httpd.root}/logs/error.log\nlabels:\n  type: httpd\n")
        (directory / "config.yaml").write_text(CONFIGURATION.format(directory=directory, port=self.port, is_server=str(host == HOSTS[0]).lower()))
        (directory / "credentials.yaml").write_text(f"url: http://127.0.0.1:{self.port}\n")

    def _cscli(self, directory, *words):
        result = subprocess.run(["cscli", "-c", directory / "config.yaml", *words], capture_output=True, text=True, check=False, timeout=60)
        if result.returncode != 0:
            raise RuntimeError(f"cscli {' '.join(words)}: {result.stderr}")
        return result.stdout

    def _start_bouncer(self, first, host, poll):
        directory, key = self.directory / f"{host}-bouncer", secrets.token_hex(16)
        directory.mkdir()
        self._cscli(first, "bouncers", "add", host, "-k", key)
        program = directory / "ban"
        program.write_text(f'#!/bin/sh\n[ "$1" = add ] && echo "$2 deny" >>"{self.directory}/{host}.denied"\nexit 0\n')
        program.chmod(0o755)
        path = directory / "bouncer.yaml"
        path.write_text(BOUNCER.format(directory=directory, poll=poll, port=self.port, key=key))
        os.chmod(path, 0o600)
        bouncer = self.run(directory, "crowdsec-custom-bouncer", "-c", path)
        bouncer.wait_for(lambda: "Processing new and deleted decisions" in bouncer.said() or "decisions" in bouncer.said(), "the bouncer to ask")
