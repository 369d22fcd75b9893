"""What stands before the site, each as it is shipped, and how to tell from the logs which requests it refused."""
import pathlib
import re
import shutil
import subprocess
import time

from network import stop

PROJECT = pathlib.Path(__file__).resolve().parents[3]


class Guard:
    """Bare httpd, and what the others share."""
    name, package = "bare", "apache2-bin"
    title = "bare httpd"
    needs = ()  # files that show whether it is installed

    def configuration(self, root, modules):
        return ""

    def start(self, root):
        self.root = root

    def stop(self):
        pass

    def refusals(self):
        """Tells of one request whether it was refused. Called when everything is written."""
        return lambda request: False

    def is_shut(self, client):
        """Whether the door is shut at the end, although perhaps no request came to it any more."""
        return False

    def missing(self):
        return [file for file in self.needs if not pathlib.Path(file).exists()]


class Errwatch(Guard):
    name, package, title = "errwatch", None, "mod_errwatch"

    def __init__(self, build, conf, extra):
        self.module, self.conf, self.extra = build / "mod_errwatch.so", conf, extra
        self.needs = (self.module, conf / "errwatch.conf")

    def configuration(self, root, modules):
        return "\n".join([f'LoadModule errwatch_module "{self.module}"', f'Define ERRWATCH_RULES "{self.conf}/rules"',
                          f'Include "{self.conf}/errwatch.conf"', "ErrWatchEngine On", *self.extra])

    def refusals(self):
        return lambda request: request.decision == "deny"


class LogsRefusals(Guard):
    """A module that says in the error log that it refused a request."""
    logged_as = refusal = None

    def configuration(self, root, modules):
        return 'ErrorLogFormat "%L\\t%-m\\t%M"'

    def refusals(self):
        refused = set()
        for line in (self.root / "logs/error.log").read_text(errors="replace").splitlines():
            fields = line.split("\t", 2)
            if len(fields) == 3 and fields[1] == self.logged_as and self.refusal.search(fields[2]):
                refused.add(fields[0])
        return lambda request: request.log_id in refused


class Evasive(LogsRefusals):
    name, package, title = "evasive", "libapache2-mod-evasive", "mod_evasive"
    logged_as, refusal = "evasive20", re.compile("client denied by server configuration")
    needs = ("/usr/lib/apache2/modules/mod_evasive20.so", "/etc/apache2/mods-available/evasive.conf")

    def configuration(self, root, modules):
        # Its file only holds comments. The notes about addresses that it writes below /tmp go to the private directory.
        return "\n".join([super().configuration(root, modules), f'LoadModule evasive20_module "{modules}/mod_evasive20.so"',
                          'Include "/etc/apache2/mods-available/evasive.conf"', f'DOSLogDir "{root}/run"'])


class ModSecurity(LogsRefusals):
    name, package, title = "modsecurity", "libapache2-mod-security2 modsecurity-crs", "ModSecurity + CRS"
    logged_as, refusal = "security2", re.compile("Access denied with")
    needs = ("/usr/lib/apache2/modules/mod_security2.so", "/etc/modsecurity/modsecurity.conf-recommended",
             "/usr/share/modsecurity-crs/owasp-crs.load")

    def configuration(self, root, modules):
        shipped = pathlib.Path("/etc/modsecurity/modsecurity.conf-recommended")
        # httpd opens the audit log as soon as it reads the line, so another directive after it comes too late.
        text = shipped.read_text().replace("/var/log/apache2/modsec_audit.log", f"{root}/logs/audit.log")
        (root / "modsecurity.conf").write_text(text)
        shutil.copy(shipped.with_name("unicode.mapping"), root)
        return "\n".join([super().configuration(root, modules), f'LoadModule security2_module "{modules}/mod_security2.so"',
                          f'Include "{root}/modsecurity.conf"', "SecRuleEngine On", f'SecDataDir "{root}/run"', f'SecTmpDir "{root}/run"',
                          'Include "/usr/share/modsecurity-crs/owasp-crs.load"'])


JAILS = "auth badbots noscript overflows nohome botsearch fakegooglebot modsecurity shellshock".split()
RECORD = """[Definition]
actionban = printf '%%s\\t%%s\\t%%s\\n' "$(date +%%s%%6N)" '<ip>' '<name>' >> '{root}/logs/bans'
actionunban =
"""


class Fail2ban(Guard):
    """All its jails for Apache with their own limits; a ban is written down, not carried out."""
    name, package, title = "fail2ban", "fail2ban", "fail2ban"
    needs = ("/usr/bin/fail2ban-server", "/etc/fail2ban/jail.conf")
    level = ""

    def configuration(self, root, modules):
        return self.level

    def start(self, root):
        super().start(root)
        conf = root / "fail2ban"
        shutil.copytree("/etc/fail2ban", conf)
        shutil.rmtree(conf / "jail.d")  # Debian switches its jail for sshd on there
        (conf / "action.d/record.conf").write_text(RECORD.format(root=root))
        jails = "".join(f"[apache-{name}]\nenabled = true\n" for name in JAILS)
        (conf / "jail.local").write_text(
            f"[DEFAULT]\naction = record[name=%(__name__)s]\napache_error_log = {root}/logs/error.log\n"
            f"apache_access_log = {root}/logs/access.log\n{jails}")
        (conf / "fail2ban.local").write_text(
            f"[Definition]\nlogtarget = {root}/logs/fail2ban.log\nsocket = {root}/run/fail2ban.sock\n"
            f"pidfile = {root}/run/fail2ban.pid\ndbfile = {root}/run/fail2ban.sqlite3\n")
        self.process = subprocess.Popen(["fail2ban-server", "-c", conf, "-f", "start"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True)
        self._wait_for_jails(conf)

    def _wait_for_jails(self, conf):
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            said = subprocess.run(["fail2ban-client", "-c", conf, "status"], capture_output=True, text=True, check=False).stdout
            if said.count("apache-") == len(JAILS):
                return
            time.sleep(0.2)
        raise SystemExit(f"attack_tools: fail2ban does not watch:\n{(self.root / 'logs/fail2ban.log').read_text()}")

    def stop(self):
        time.sleep(2)  # it looks at its logs and bans about once a second
        stop(self.process)

    def bans(self):
        """When each client was first banned, in microseconds."""
        bans = {}
        if (self.root / "logs/bans").exists():
            for line in (self.root / "logs/bans").read_text().splitlines():
                time_us, client, _ = line.split("\t")
                bans[client] = min(int(time_us), bans.get(client, int(time_us)))
        return bans

    def refusals(self):
        bans = self.bans()
        return lambda request: request.time_us >= bans.get(request.client, request.time_us + 1)

    def is_shut(self, client):
        return client in self.bans()


class Fail2banInfo(Fail2ban):
    """The same where the operator has httpd log files that do not exist, which its jails look for."""
    name, title = "fail2ban-info", "fail2ban, `LogLevel info`"
    level = "LogLevel info"


def all_guards(build, conf, extra):
    return [Guard(), Errwatch(build, conf, extra), Fail2ban(), Fail2banInfo(), Evasive(), ModSecurity()]
