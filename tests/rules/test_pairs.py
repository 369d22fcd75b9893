"""A probe is named alike wherever it is seen: in the response, and in every message of httpd that carries its path."""
import json

import pytest

import check_samples as samples
import examples_of_pattern as pattern_of

ERRWATCH = samples.program()
pytestmark = pytest.mark.skipif(ERRWATCH is None, reason="no errwatch: build it, or set ERRWATCH")
RULES = {rule.id: rule for rule in samples.read_rules()}

# (the rule that reads a message, the one that reads the request): both have to do with the same paths.
PAIRS = ((2101, 2102), (2114, 2102), (2103, 2104), (2105, 2106), (2107, 2108), (2113, 2108), (2109, 2110), (2111, 2112), (6002, 6001), (6003, 6013),
         (6004, 6005), (7002, 7001), (7002, 7021), (7006, 7005), (7008, 7007), (7008, 7019), (7010, 7009), (7010, 7018),
         (7012, 7011), (7023, 7011), (7014, 7013), (7022, 7020), (8210, 8211), (9501, 9502), (9503, 9504), (9505, 9506), (9516, 9515))

# Paths that a message cannot show, or shows as something else, and why.
NOT_IN_A_MESSAGE = {
    "/%23a%23": "httpd has decoded it in a message",
    "/gruntfile.js": "in a message the root of the site cannot be told, so it is a part of some page",
    "/gulpfile.js": "the same",
    "/.ds_store": "no request of a file manager at the root, but one further down",
}
REFUSED = {9515}  # a response rule for 403 alone


def missing(path):
    return {"level": "info", "module": "core", "ah": "AH00128", "message": f"AH00128: File does not exist: /srv/www/htdocs{path}"}


def refused(path):
    return {"level": "error", "module": "authz_core", "ah": "AH01630",
            "message": f"AH01630: client denied by server configuration: /srv/www/htdocs{path}"}


def paths_of(rule):
    """Paths that a rule on requests matches. An address of another server has no path on this one."""
    texts = pattern_of.examples(RULES[rule].pattern.replace('\\"', '"'))
    paths = [text if text.startswith("/") else "/" + text for text in texts]
    return [path for path in paths if not path.startswith("//") and path not in NOT_IN_A_MESSAGE]


# Every message of httpd with the path of a request in it, as its source has them.
CARRIERS = {
    "AH00035": "access to {0} denied (filesystem path '/srv/www/htdocs') because search permissions are missing on a component of the path",
    "AH00036": "access to {0} failed (filesystem path '/srv/www/htdocs{0}')",
    "AH00037": "Symbolic link not allowed or link target not accessible: /srv/www/htdocs{0}",
    "AH00126": "Invalid URI in request GET {0} HTTP/1.1",
    "AH00127": "Cannot map GET {0} HTTP/1.1 to file",
    "AH00128": "File does not exist: /srv/www/htdocs{0}",
    "AH00130": "File does not exist: /srv/www/htdocs{0}",
    "AH00132": "file permissions deny server access: /srv/www/htdocs{0}",
    "AH00135": "Invalid method in request FOO {0} HTTP/1.1",
    "AH00670": "Options FollowSymLinks and SymLinksIfOwnerMatch are both off, so the RewriteRule directive is also forbidden due to its "
               "similar ability to circumvent directory restrictions : /srv/www/htdocs{0}",
    "AH00687": "Negotiation: discovered file(s) matching request: /srv/www/htdocs{0} (None could be negotiated).",
    "AH00690": "no acceptable variant: /srv/www/htdocs{0}",
    "AH01071": "Got error 'Unable to open primary script: /srv/www/htdocs{0} (No such file or directory)'",
    "AH01262": "attempt to invoke directory as script: /srv/www/htdocs{0}",
    "AH01264": "script not found or unable to stat: /srv/www/htdocs{0}",
    "AH01276": "Cannot serve directory /srv/www/htdocs{0}: No matching DirectoryIndex (index.html) found, and server-generated directory "
               "index forbidden by Options directive",
    "AH01630": "client denied by server configuration: /srv/www/htdocs{0}",
    "AH01797": "client denied by server configuration: /srv/www/htdocs{0}",
    "AH02809": "stderr from /srv/www/htdocs{0}: Options ExecCGI is off in this directory",
    "AH02811": "stderr from /srv/www/htdocs{0}: script not found or unable to stat",
    "AH10244": "invalid URI path ({0})",
    "": "script '/srv/www/htdocs{0}' not found or unable to stat",
    " ": "Options ExecCGI is off in this directory: /srv/www/htdocs{0}",
}
# As httpd cuts them, too: what stands behind the first name that does not exist is no part of the path any more.
PROBES = {
    "/phpmyadmin": "vuln_scan", "/pma/index.php": "vuln_scan", "/wp-login.php": "vuln_scan", "/xmlrpc.php": "vuln_scan",
    "/owa": "vuln_scan", "/solr": "vuln_scan", "/manager/html": "vuln_scan", "/jmx-console": "vuln_scan", "/boaform": "vuln_scan",
    "/GponForm": "vuln_scan", "/HNAP1": "vuln_scan", "/cgi-bin/luci": "vuln_scan", "/phpunit.php": "vuln_scan",
    "/geoserver": "vuln_scan", "/.git": "info_leak", "/.git/config": "info_leak", "/.env": "info_leak", "/.aws/credentials": "info_leak",
    "/wp-config.php.bak": "info_leak", "/config.yml": "info_leak", "/backup.zip": "info_leak", "/dump.sql": "info_leak",
    "/id_rsa": "info_leak", "/phpinfo.php": "info_leak", "/composer.json": "info_leak", "/c99.php": "malware_upload",
    "/alfa.php": "malware_upload", "/wp-content/uploads/a.php": "malware_upload", "/azenv.php": "bot_proxy",
}
ORDINARY = ("/shop/cart.php", "/images/logo.png", "/download/manual.pdf", "/about-us", "/blog/2024/env-variables-explained.html",
            "/news/git-for-beginners", "/products/managers-desk")
SUSPECTS = ("info_leak", "malware_upload", "bot_proxy", "sql_injection", "xss", "code_injection", "path_traversal")


def carried(number, path):
    tag = f"{number}: " if number.strip() else ""
    return {"level": "error", "message": tag + CARRIERS[number].format(path)}


def seen(request_rule, path):
    """The response and the message of one request."""
    status, message = (403, refused(path)) if request_rule in REFUSED else (404, missing(path))
    return {"method": "GET", "uri": path, "status": status}, message


@pytest.fixture(scope="module")
def result_of():
    """entry -> its result; all in one run, since each reads the rules."""
    entries = [entry for _, rule in PAIRS for path in paths_of(rule) for entry in seen(rule, path)]
    entries += [carried(number, path) for number in CARRIERS for path in (*PROBES, *ORDINARY)]
    results = {json.dumps(entry): result for entry, result in zip(entries, samples.classify_entries(ERRWATCH, entries))}
    return lambda entry: results[json.dumps(entry)]


def named(result):
    return {result["category"], *result.get("also", [])}


@pytest.mark.parametrize("message_rule, request_rule", PAIRS)
def test_a_message_names_what_the_request_shows(message_rule, request_rule, result_of):
    category = RULES[request_rule].category
    assert RULES[message_rule].category == category
    both = [(path, *map(result_of, seen(request_rule, path))) for path in paths_of(request_rule)]
    own = [(path, message) for path, response, message in both if request_rule in response["rules"]]
    assert own, "no path of the rule's own"
    assert [path for path, message in own if category not in named(message)] == []


@pytest.mark.parametrize("number", CARRIERS)
def test_a_probe_is_recognised_in_every_message_that_carries_its_path(number, result_of):
    results = {path: result_of(carried(number, path)) for path in PROBES}
    assert [path for path, result in results.items() if PROBES[path] not in named(result) or not result["cost"]] == []


@pytest.mark.parametrize("number", CARRIERS)
def test_an_ordinary_path_is_no_probe_in_any_message(number, result_of):
    results = {path: result_of(carried(number, path)) for path in ORDINARY}
    assert [path for path, result in results.items() if result["cost"] and result["category"] in SUSPECTS] == []


def test_rules_on_paths_in_messages_know_the_same_messages():
    """Else one message would tell of one kind of probe only."""
    openings = {rule: RULES[rule].pattern.split("script not found or unable to stat", 1)[0] for rule, _ in PAIRS if rule < 9000}
    assert len(set(openings.values())) == 1, openings
