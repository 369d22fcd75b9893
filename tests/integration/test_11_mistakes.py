"""What is said of mistakes, word by word: of each directive, key, option and file. {NAME} in a message is one of the lists below."""
import os
import subprocess

import pytest

from harness import paths

LISTS = {
    "directives":
        "ErrWatchEngine, ErrWatchRule, ErrWatchWords, ErrWatchRuleRemove, ErrWatchLimit, ErrWatchBlock, ErrWatchAction, "
        "ErrWatchAllow, ErrWatchPrefix, ErrWatchClients, ErrWatchStateFile, ErrWatchStatusCodes, ErrWatchInspect, ErrWatchBody, "
        "ErrWatchGate, ErrWatchTrustedProxy, ErrWatchScope, ErrWatchForgive, ErrWatchAnomalies, ErrWatchUnderAttack, ErrWatchVerbosity, ErrWatchModel, ErrWatchEventLog, ErrWatchVerifyCrawlers, ErrWatchShare",
    "categories":
        "sql_injection, xss, code_injection, path_traversal, malware_upload, info_leak, bot_proxy, bad_method, bad_request, "
        "auth_failure, resource_exhaustion, waf_alert, vuln_scan, unauthorized_access, tls_error, server_fault, anomaly, benign",
    "errnos":
        "EACCES, EAGAIN, EBADF, ECONNABORTED, ECONNREFUSED, ECONNRESET, EDQUOT, EEXIST, EFBIG, EHOSTUNREACH, EILSEQ, EINTR, "
        "EINVAL, EIO, EISDIR, ELOOP, EMFILE, ENAMETOOLONG, ENETUNREACH, ENFILE, ENODEV, ENOENT, ENOEXEC, ENOMEM, ENOSPC, "
        "ENOTCONN, ENOTDIR, ENXIO, EPERM, EPIPE, EROFS, ESTALE, ETIMEDOUT, ETXTBSY, APR_EBADPATH, APR_EPATHWILD, APR_TIMEUP, "
        "APR_EOF, WIN_INVALID_NAME, WIN_NAME_TOO_LONG",
    "targets":
        "message, uri, args, method, agent, referer, host, cookie, headers, location, authorization, body",
    "structures":
        "overlong, costly, loopback_redirect, markup, script, header_injection, header_behind_word, server_include, path_escape, system_path, request_forgery, disguised_address, inside_address, "
        "shell, windows_shell, typed_markup, typed_script, typed_shell, program, sql, nosql, ldap, xpath, forged_token, unsigned_token",
    "keys":
        "ah, module, level, errno, target, structure, cost, status, method, credentials, guess, words, name",
    "facilities":
        "auth, authpriv, cron, daemon, ftp, kern, lpr, mail, news, syslog, user, uucp, local0, local1, local2, local3, local4, "
        "local5, local6, local7",
    "subcommands":
         "classify, scan, report, explain, learn, status, clients, story, incident, watch, block, unblock, allow, disallow, export, import, exchange, peers, check, rules, templates, anomalies, doctor",
    "time":
        'write 2026-11-22, "2026-11-22 10:00:00", 2026-11-22T10:00:00Z, today, yesterday, or how long ago: 10m, 36h, 7d',
    "address":
        "write 192.0.2.1, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32 (names are not looked up)",
}

# What stands in a configuration; the number of the line and what is said of it.
CONFIGURATION = [
    ("ErrWatchEngine", "1: ErrWatchEngine: too few arguments; the syntax is: ErrWatchEngine On|Off|DetectionOnly"),
    ("ErrWatchEngine Maybe", '1: ErrWatchEngine: "Maybe" is unknown here; expected On, Off or DetectionOnly'),
    ("ErrWatchEngine DetectOnly", '1: ErrWatchEngine: "DetectOnly" is unknown here; expected On, Off or DetectionOnly'),
    ("ErrWatchEngine On Off", "1: ErrWatchEngine: too many arguments; the syntax is: ErrWatchEngine On|Off|DetectionOnly"),
    ("ErrWatchEngin On", '1: unknown directive "ErrWatchEngin"; there are {directives}; did you mean ErrWatchEngine?'),
    ("ErrWatchLimits any 5/10m", '1: unknown directive "ErrWatchLimits"; there are {directives}; did you mean ErrWatchLimit?'),
    ("ErrWatchRule 1", '1: ErrWatchRule: too few arguments; the syntax is: ErrWatchRule id category [ah=AH00128,...] [module=core,...] [level=info] [errno=EACCES,...] [target=message,uri,args,method,agent,referer,host,cookie,headers,location,authorization,body] [structure={structures}] [cost=N] [status=404,...] [method=POST,...] [credentials=basic,...] [guess=password,...] [nocase] [words=@FILE,...] [name="text"] ["pcre2" [and [not] [target=...] [nocase] [words=...] "pcre2"|structure=...] ...]'),
    ("ErrWatchRule x vuln_scan ah=AH00128", '1: ErrWatchRule: "x" is no rule id: a number from 1 to 999999999'),
    ("ErrWatchRule 0 vuln_scan ah=AH00128", '1: ErrWatchRule: "0" is no rule id: a number from 1 to 999999999'),
    ("ErrWatchRule 1 vuln_scna ah=AH00128", '1: ErrWatchRule: unknown category "vuln_scna": one of {categories}; did you mean vuln_scan?'),
    ("ErrWatchRule 1 vuln_scan", "1: ErrWatchRule: rule 1 would match everything: give it ah=, module=, level=, errno=, status=, method=, credentials=, guess=, words= or a pattern"),
    ("ErrWatchRule 1 vuln_scan ah=128", '1: ErrWatchRule: rule 1: ah=: "128" is no log number; write AH and five or six digits: AH00128'),
    ("ErrWatchRule 1 vuln_scan ah=AH00128 ah=AH00130", "1: ErrWatchRule: rule 1: ah= is given twice; separate several values by commas"),
    ("ErrWatchRule 1 vuln_scan module=mod_core.c", '1: ErrWatchRule: rule 1: module=: "mod_core.c" is no short module name; write it in lower case as LogLevel does, without mod_ and .c: authz_core'),
    ("ErrWatchRule 1 vuln_scan module=Core", '1: ErrWatchRule: rule 1: module=: "Core" is no short module name; write it in lower case as LogLevel does, without mod_ and .c: authz_core'),
    ("ErrWatchRule 1 vuln_scan ah=AH00128 level=infos", '1: ErrWatchRule: rule 1: level=: "infos" is no level: one of emerg, alert, crit, error, warn, notice, info, debug, trace1 ... trace8; did you mean info?'),
    ("ErrWatchRule 1 vuln_scan errno=EACCESS", '1: ErrWatchRule: rule 1: errno=: "EACCESS" is none that is known here: {errnos}; did you mean EACCES?'),
    ('ErrWatchRule 1 vuln_scan target=url "x1y2"', '1: ErrWatchRule: rule 1: target=: unknown target "url": one of {targets}; did you mean uri?'),
    ('ErrWatchRule 1 vuln_scan targets=uri "x1y2"', '1: ErrWatchRule: rule 1: unknown key "targets": one of {keys} (a pattern must be quoted); did you mean target?'),
    ("ErrWatchRule 1 vuln_scan target=uri", '1: ErrWatchRule: rule 1: target= needs a pattern ("..." in quotes), words= or structure='),
    ("ErrWatchRule 1 vuln_scan structure=sqli", '1: ErrWatchRule: rule 1: structure=: unknown structure "sqli": one of {structures}; did you mean sql?'),
    ("ErrWatchRule 1 vuln_scan structure=sql,shell", '1: ErrWatchRule: rule 1: structure=: takes one structure, not "sql,shell": write a rule for each, with an id of its own'),
    ("ErrWatchRule 1 vuln_scan ah=AH00128 cost=many", '1: ErrWatchRule: rule 1: cost=: "many" is no cost: a number from 0 to 1000'),
    ("ErrWatchRule 1 vuln_scan ah=AH00128 cost=1001", '1: ErrWatchRule: rule 1: cost=: "1001" is no cost: a number from 0 to 1000'),
    ("ErrWatchRule 1 vuln_scan status=99", '1: ErrWatchRule: rule 1: status=: "99" is no status code: three digits from 100 to 599, or a range of them (300-399)'),
    ("ErrWatchRule 1 vuln_scan status=4xx", '1: ErrWatchRule: rule 1: status=: "4xx" is no status code: three digits from 100 to 599, or a range of them (300-399)'),
    ("ErrWatchRule 1 vuln_scan method=get", '1: ErrWatchRule: rule 1: method=: "get" is no method; did you mean GET?'),
    ("ErrWatchRule 1 vuln_scan method=PSOT", '1: ErrWatchRule: rule 1: method=: "PSOT" is no method; did you mean POST?'),
    ("ErrWatchRule 1 auth_failure credentials=Basic", '1: ErrWatchRule: rule 1: credentials=: "Basic" is no scheme of the header Authorization; write it in lower case: basic, bearer'),
    ("ErrWatchRule 1 auth_failure credentials=baisc", '1: ErrWatchRule: rule 1: credentials=: "baisc" is no scheme of the header Authorization; did you mean basic?'),
    ("ErrWatchRule 1 vuln_scan ah=AH00128 nocase", '1: ErrWatchRule: rule 1: nocase needs a pattern ("..." in quotes) or words='),
    ("ErrWatchRule 1 vuln_scan ah=AH00128 nocas", '1: ErrWatchRule: rule 1: unexpected word "nocas": a pattern must be quoted, the only flag is nocase, `and` or `and not` stands between two patterns, the keys are {keys}; did you mean nocase?'),
    ("ErrWatchRule 1 vuln_scan words=tools.txt", '1: ErrWatchRule: rule 1: words=: "tools.txt" is no list; write the name of its file behind @, as in @words/our-old-shop.txt'),
    ("ErrWatchRule 1 vuln_scan words=@missing.txt", "1: ErrWatchRule: rule 1: words=: cannot read missing.txt: No such file or directory"),
    ('ErrWatchRule 1 vuln_scan ah=AH00128 name=""', "1: ErrWatchRule: rule 1: name=: a text without control characters is expected"),
    ('ErrWatchRule 1 vuln_scan "a(b"', "1: ErrWatchRule: pattern of rule 1: missing closing parenthesis at offset 3"),
    ('ErrWatchRule 1 vuln_scan "x*"', "1: ErrWatchRule: pattern of rule 1: matches everything, because it matches the empty text; require at least one character"),
    ('ErrWatchRule 1 vuln_scan "abc', '1: ErrWatchRule: the quote that opens at column 13 is not closed: "abc'),
    ('ErrWatchRule 1 vuln_scan ""', "1: ErrWatchRule: rule 1: the pattern is empty"),
    ('ErrWatchRule 1 vuln_scan "a1b" "b2c"', '1: ErrWatchRule: rule 1: a second pattern "b2c": use a|b for alternatives, or `and` between patterns that must both match'),
    ('ErrWatchRule 1 vuln_scan "a1b" and', "1: ErrWatchRule: rule 1: no pattern stands behind the last `and`"),
    ('ErrWatchRule 1 vuln_scan and "a1b"', "1: ErrWatchRule: rule 1: `and` stands behind a pattern or structure="),
    ('ErrWatchRule 1 vuln_scan "a1b" and not "a1b"', '1: ErrWatchRule: rule 1 can never match: "a1b" must be found, and behind `and not` it must not'),
    ("ErrWatchRule 1 vuln_scan pattern", '1: ErrWatchRule: rule 1: unexpected word "pattern": a pattern must be quoted, the only flag is nocase, `and` or `and not` stands between two patterns, the keys are {keys}'),
    ("ErrWatchEngine On # at last", "1: ErrWatchEngine: too many arguments; the syntax is: ErrWatchEngine On|Off|DetectionOnly; a comment stands on a line of its own"),
    ("ErrWatchAllow 192.0.2.1,192.0.2.2", '1: ErrWatchAllow: "192.0.2.1,192.0.2.2" is no address or range: write 192.0.2.1, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32 (names are not looked up); blanks, not commas, separate them'),
    ("ErrWatchRule 1 vuln_scan ah=AH00128\nErrWatchRule 1 vuln_scan ah=AH00130", "2: ErrWatchRule: rule 1 is defined twice: at m.conf:1 and at m.conf:2"),
    ("ErrWatchWords tools.txt nikto", "1: ErrWatchWords: \"tools.txt\" is no name of a list: it is its file's without directory and .txt, as in web-shells"),
    ("ErrWatchWords tools Nikto", '1: ErrWatchWords: "Nikto" has upper-case letters: words are written in lower case'),
    ("ErrWatchWords tools", "1: ErrWatchWords: too few arguments; the syntax is: ErrWatchWords list word|@file ..."),
    ("ErrWatchRuleRemove 9-1", '1: ErrWatchRuleRemove: the range "9-1" is empty: the lower id comes first'),
    ("ErrWatchRuleRemove vuln_scna", '1: ErrWatchRuleRemove: "vuln_scna" is no rule id, range of ids (2100-2199) or category: ids are numbers from 1 to 999999999, categories are {categories}; did you mean vuln_scan?'),
    ("ErrWatchRuleRemove benign", "1: ErrWatchRuleRemove: benign rules are removed by their id, not as a category"),
    ("ErrWatchLimit vuln_scna 5/10m", '1: ErrWatchLimit: unknown category "vuln_scna"; there are any, {categories}; did you mean vuln_scan?'),
    ("ErrWatchLimit benign 5/10m", "1: ErrWatchLimit: benign is never counted and has no limit"),
    ("ErrWatchLimit any", "1: ErrWatchLimit: too few arguments; the syntax is: ErrWatchLimit category|any capacity/window [block=duration] | category|any none"),
    ("ErrWatchLimit any 5", '1: ErrWatchLimit: "5" is no limit; write capacity/window as in 5/10m, or none'),
    ("ErrWatchLimit any 0/10m", '1: ErrWatchLimit: "0/10m": the capacity must be a number from 1 to 10000 (to switch a limit off write none)'),
    ("ErrWatchLimit any 5/10", '1: ErrWatchLimit: "5/10": the window: "10" is no duration; write a number with s, m, h or d, as in 90s or 10m'),
    ("ErrWatchLimit any 5/10min", '1: ErrWatchLimit: "5/10min": the window: "10min" is no duration; write a number with s, m, h or d, as in 90s or 10m'),
    ("ErrWatchLimit any 5/1ms", '1: ErrWatchLimit: "5/1ms": the window: "1ms" is no duration; write a number with s, m, h or d, as in 90s or 10m'),
    ("ErrWatchLimit any 5/10m blok=1h", '1: ErrWatchLimit: "blok=1h" is unknown here; expected block=duration or block=none; did you mean block=?'),
    ("ErrWatchLimit any none block=1h", '1: ErrWatchLimit: "block=1h" has no meaning after none'),
    ("ErrWatchBlock base=10", '1: ErrWatchBlock: base=: "10" is no duration; write a number with s, m, h or d, as in 90s or 10m'),
    ("ErrWatchBlock bass=10m", '1: ErrWatchBlock: "bass=10m" is unknown here; expected base=, factor=, max= or decay=; did you mean base=?'),
    ("ErrWatchBlock base=2h max=1h", "1: ErrWatchBlock: base=2h is longer than max=1h"),
    ("ErrWatchBlock base=10m base=20m", "1: ErrWatchBlock: base= is given twice"),
    ("ErrWatchBlock factor=0", '1: ErrWatchBlock: factor=: "0" is no number from 1 to 100'),
    ("ErrWatchAction denny", '1: ErrWatchAction: "denny" is unknown here; expected deny, drop or redirect=URL; did you mean deny?'),
    ("ErrWatchAction deny status=200", '1: ErrWatchAction: status=: "200" is no number from 400 to 599'),
    ("ErrWatchAction deny status=418", "1: ErrWatchAction: status=: httpd has no answer with the status 418 and would send 500; 403, 404, 429 and 503 are usual"),
    ("ErrWatchAction deny code=404", '1: ErrWatchAction: "code=404" is unknown here; expected status='),
    ("ErrWatchAction drop status=403", '1: ErrWatchAction: "status=403" has no meaning after drop'),
    ("ErrWatchAction redirect=www.example.org", '1: ErrWatchAction: redirect=: "www.example.org" must begin with http://host, https://host or one /'),
    ("ErrWatchAllow 300.1.1.1", '1: ErrWatchAllow: "300.1.1.1" is no address or range: {address}'),
    ("ErrWatchAllow 10.0.0.1/24", '1: ErrWatchAllow: "10.0.0.1/24" has bits set below its prefix: did you mean 10.0.0.0/24 or the single address 10.0.0.1?'),
    ("ErrWatchAllow 10.0.0.0/33", '1: ErrWatchAllow: "10.0.0.0/33": what follows the slash must be a number of bits from 0 to 32'),
    ("ErrWatchAllow localhost", '1: ErrWatchAllow: "localhost" is no address or range: {address}'),
    ("ErrWatchAllow @missing.txt", "1: ErrWatchAllow: cannot read ${ROOT}/missing.txt: No such file or directory"),
    ("ErrWatchAllow @", '1: ErrWatchAllow: "@" must be followed by the name of a file, as in @conf/allow.txt'),
    ("ErrWatchPrefix ipv4=33", '1: ErrWatchPrefix: ipv4=: "33" is no number from 8 to 32'),
    ("ErrWatchPrefix ip4=24", '1: ErrWatchPrefix: "ip4=24" is unknown here; expected ipv4= or ipv6=; did you mean ipv4=?'),
    ("ErrWatchClients 10", '1: ErrWatchClients: "10" is no number from 1024 to 16777216'),
    ("ErrWatchClients 64k", '1: ErrWatchClients: "64k" is no number from 1024 to 16777216'),
    ('ErrWatchStateFile ""', "1: ErrWatchStateFile: the path is empty"),
    ("ErrWatchStatusCodes 200", '1: ErrWatchStatusCodes: "200" is no refusal: codes from 400 to 599 are listed here; a rule with status=200 sees such responses under ErrWatchInspect all, without a list'),
    ("ErrWatchStatusCodes 404 none", "1: ErrWatchStatusCodes: none stands alone: it lists no code"),
    ("ErrWatchInspect entry", '1: ErrWatchInspect: "entry" is unknown here; expected entries, errors or all'),
    ("ErrWatchBody Maybe", '1: ErrWatchBody: "Maybe" is unknown here; expected On or Off'),
    ("ErrWatchBody On size=1m", '1: ErrWatchBody: size=: "1m" is no number of bytes from 1k to 64k'),
    ("ErrWatchBody Off size=8k", '1: ErrWatchBody: "size=8k" has no meaning after Off'),
    ("ErrWatchGate erly", '1: ErrWatchGate: "erly" is unknown here; expected early, access or both; did you mean early?'),
    ("ErrWatchScope a/b", "1: ErrWatchScope: \"a/b\" is no scope name; it has 1 to 32 letters, digits, '_', '.' or '-'"),
    ("ErrWatchForgive Maybe", '1: ErrWatchForgive: "Maybe" is unknown here; expected On or Off'),
    ("ErrWatchEventLog syslog:local8", '1: ErrWatchEventLog: "local8" is no syslog facility; expected one of {facilities}; did you mean local0?'),
    ("ErrWatchEventLog events.json events=blocks", '1: ErrWatchEventLog: events=: "blocks" is unknown; expected block, incident, entry, anomaly, separated by commas; did you mean block?'),
    ("ErrWatchEventLog events.json event=block", '1: ErrWatchEventLog: "event=block" is unknown here; expected events=, categories=, level=, group= or mode=; did you mean events=?'),
    ('ErrWatchEventLog "|"', '1: ErrWatchEventLog: no program after the bar; write "|/path/to/program argument"'),
    ("ErrWatchVerifyCrawlers On resolver=dns.example.org", '1: ErrWatchVerifyCrawlers: resolver=: "dns.example.org" is no address of a name server; write it with or without a port, as in 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353'),
    ("ErrWatchVerifyCrawlers On list=missing.txt", "1: ErrWatchVerifyCrawlers: list=: cannot read ${ROOT}/missing.txt: No such file or directory"),
    ("ErrWatchVerifyCrawlers Of", '1: ErrWatchVerifyCrawlers: "Of" is unknown here; expected On or Off; did you mean Off?'),
    ("<VirtualHost *:80>\nErrWatchClients 2048\n</VirtualHost>", "2: ErrWatchClients is not allowed in <VirtualHost>: it belongs to the main server"),
    ("<Location />\nErrWatchLimit any none\n</Location>", "2: ErrWatchLimit is not allowed in a directory or location: it belongs to the server or a virtual host"),
    ("<Directory />\nErrWatchEngine On\n</Location>", "3: </Location> where </Directory> was expected, to close m.conf:1"),
    ("<Location />\nErrWatchEngine On", "1: <Location> is not closed"),
    ("</Location>", "1: </Location> without <Location>"),
    ("Include missing.conf", "1: there is no ${ROOT}/missing.conf"),
    ("LogLevel loud", '1: LogLevel: "loud" is no level (emerg ... warn, notice, info, debug, trace1 to trace8)'),
    ("LogLevel warn core:infos", '1: LogLevel: "core:infos" is no level (emerg ... warn, notice, info, debug, trace1 to trace8); did you mean info?'),
    ("ErrWatchTrustedProxy 10.0.0.0/99", '1: ErrWatchTrustedProxy: "10.0.0.0/99": what follows the slash must be a number of bits from 0 to 32'),
    ("ErrWatchTrustedProxy proxy.example.org", '1: ErrWatchTrustedProxy: "proxy.example.org" is no address or range: {address}'),
    ("ErrWatchRuleRemove 0", '1: ErrWatchRuleRemove: "0" is no rule id, range of ids (2100-2199) or category: ids are numbers from 1 to 999999999, categories are {categories}'),
    ("ErrWatchRuleRemove ,", "1: ErrWatchRuleRemove: name at least one rule id, range of ids (2100-2199) or category"),
    ("ErrWatchBlock decay=1w", '1: ErrWatchBlock: decay=: "1w" is no duration; write a number with s, m, h or d, as in 90s or 10m'),
    ("ErrWatchScope", "1: ErrWatchScope: too few arguments; the syntax is: ErrWatchScope name"),
    ("ErrWatchGate", "1: ErrWatchGate: too few arguments; the syntax is: ErrWatchGate early|access|both"),
    ("ErrWatchBody On sise=8k", '1: ErrWatchBody: "sise=8k" is unknown here; expected size=; did you mean size=?'),
    ("ErrWatchEventLog syslog events=", '1: ErrWatchEventLog: events=: "" is unknown; expected block, incident, entry, anomaly, separated by commas'),
    ("ErrWatchPrefix ipv6=8", '1: ErrWatchPrefix: ipv6=: "8" is no number from 16 to 128'),
    ("ErrWatchWords tools @missing.txt", "1: ErrWatchWords: cannot read missing.txt: No such file or directory"),
    ('ErrWatchRule 1 vuln_scan words=@tools.txt "x"', '1: ErrWatchRule: rule 1: the pattern does not say where the words of "tools" belong: write @tools@ there'),
    ("ErrWatchRule 1 vuln_scan structure=sql nocase", "1: ErrWatchRule: rule 1: structure= stands where a pattern could; write `and` between it and nocase"),
    ('ErrWatchRule 1 vuln_scan "[z-a]"', "1: ErrWatchRule: pattern of rule 1: range out of order in character class at offset 3"),
    ("ErrWatchRule 1000000000 vuln_scan ah=AH00128", '1: ErrWatchRule: "1000000000" is no rule id: a number from 1 to 999999999'),
]

# Arguments, exit status, what is said. Several lines are separated by |.
COMMAND_LINE = [
    ("scna log.log", 2, '"scna" is no subcommand; there are {subcommands}; did you mean scan?'),
    ("scan", 2, "FILE is required"),
    ("scan log.log --since 2x", 2, 'errwatch: --since: "2x" is no time: {time}'),
    ("scan log.log --since 2h", 1, "errwatch: nothing was scanned: --since and --until leave out every entry"),
    ("scan missing.log", 1, "errwatch: missing.log: No such file or directory"),
    ("scan --most x log.log", 2, '--most: "x" is no number from 0 on'),
    ("scan --rule vuln_scan log.log", 2, '--rule: "vuln_scan" is a category: write --category vuln_scan'),
    ("scan --rule x log.log", 2, '--rule: "x" is no number from 1 on'),
    ("scan --category vuln_scna log.log", 2, 'errwatch: --category: "vuln_scna" is none of {categories}; did you mean vuln_scan?'),
    ("scan --client nobody log.log", 2, 'errwatch: --client: "nobody" is no address or range: {address}'),
    ("scan --level infos log.log", 2, 'errwatch: --level: "infos" is no level: one of emerg, alert, crit, error, warn, notice, info, debug, trace1 ... trace8; did you mean info?'),
    ("scan --until yesterdy log.log", 2, 'errwatch: --until: "yesterdy" is no time: {time}; did you mean yesterday?'),
    ("scan --format yml log.log", 2, '--format: "yml" is none of text, json, jsonl, csv, markdown, html'),
    ("scan --input csv log.log", 2, '--input: "csv" is none of log, access, jsonl'),
    ("scan --tail log.log", 2, "--tail requires --follow"),
    ("scan --followw log.log", 2, 'there is no option "--followw"; did you mean --follow?'),
    ("scan --config missing.conf log.log", 1, "errwatch: cannot read missing.conf: No such file or directory"),
    ("scan --vhost nowhere log.log", 1, 'errwatch: rules.conf: no virtual host has the ServerName "nowhere"; it has none: name the file that httpd reads first with --config FILE'),
    ("scan --threads x log.log", 2, '--threads: "x" is no number from 0 on'),
    ("scan empty.log", 1, "errwatch: nothing was scanned: no line was read"),
    ("classify", 2, "FILE is required"),
    ("classify missing.log", 1, "errwatch: missing.log: No such file or directory | errwatch: nothing to classify: no line was read"),
    ("classify dir", 1, "errwatch: dir: is a directory | errwatch: nothing to classify: no line was read"),
    ("explain", 2, "LINE, - or --file is required"),
    ("explain --file log.log", 2, "--file requires --number"),
    ("explain --file log.log --number 0", 2, '--number: "0" is no number from 1 on'),
    ("explain --file log.log --number 99", 1, "errwatch: log.log: has only 1 line"),
    ("explain --number 1", 2, "--number requires --file"),
    ("explain --file missing.log --number 1", 1, "errwatch: missing.log: No such file or directory"),
    ("check --config missing.conf", 1, "errwatch: cannot read missing.conf: No such file or directory"),
    ("check --format xml", 2, '--format: "xml" is none of text, json'),
    ("check --diff missing.conf log.log", 1, "errwatch: cannot read missing.conf: No such file or directory"),
    ("check --diff rules.conf", 2, "--diff requires FILE"),
    ("check log.log", 2, "logs are for --diff alone: name the configuration with --config FILE"),
    ("status --state missing.state", 1, "errwatch: missing.state: cannot open it: No such file or directory. Is the server running with ErrWatchEngine On or DetectionOnly? Name its ErrWatchStateFile with --state FILE, or its configuration with --config FILE"),
    ("status --clients x", 2, '--clients: "x" is no number from 0 on'),
    ("status --format yaml", 2, '--format: "yaml" is none of text, json, prometheus, html, auto'),
    ("clients --blokced", 2, 'there is no option "--blokced"; did you mean --blocked?'),
    ("block", 2, "ADDRESS is required"),
    ("block nobody", 2, 'errwatch: "nobody" is no address: write 192.0.2.1 or 2001:db8::1, or a range such as 192.0.2.0/24'),
    ("block 192.0.2.1 --for soon", 2, 'errwatch: --for: "soon" is no duration; write a number with s, m, h or d, as in 90s or 10m'),
    ("block 192.0.2.1 --for 0s", 2, "errwatch: --for: must be longer than nothing"),
    ("block 192.0.2.1 192.0.2.2", 2, '"192.0.2.2" is one argument too many'),
    ("unblock", 2, "ADDRESS or --all is required"),
    ("unblock 192.0.2.1 --all", 2, "ADDRESS excludes --all"),
    ("unblock 192.0.2.300", 2, 'errwatch: "192.0.2.300" is no address: write 192.0.2.1 or 2001:db8::1, or a range such as 192.0.2.0/24'),
    ("doctor --format yaml", 2, '--format: "yaml" is none of text, json'),
    ("--completion tcsh", 2, '--completion: "tcsh" is none of bash, zsh, fish'),
    ("--versoin", 2, 'there is no option "--versoin"; did you mean --version?'),
    ("", 2, "which subcommand? There are {subcommands}"),
    ("scan --rule 0 log.log", 2, '--rule: "0" is no number from 1 on'),
    ("scan --client 192.0.2.1/24 log.log", 2, 'errwatch: --client: "192.0.2.1/24" has bits set below its prefix: did you mean 192.0.2.0/24 or the single address 192.0.2.1?'),
    ("scan --until 2026-13-01 log.log", 2, 'errwatch: --until: "2026-13-01" is no time: {time}'),
    ("scan log.log --until 9d", 1, "errwatch: nothing was scanned: --since and --until leave out every entry"),
    ("scan -n 3 log.log", 2, 'there is no option "-n"'),
    ("classify --input josnl log.log", 2, '--input: "josnl" is none of log, access, jsonl; did you mean jsonl?'),
    ("classify --format txt log.log", 2, '--format: "txt" is none of jsonl, text; did you mean text?'),
    ("explain LINE --file log.log --number 1", 2, "--file excludes LINE"),
    ("check --stirct", 2, 'there is no option "--stirct"; did you mean --strict?'),
    ("status --incidents -1", 2, '--incidents: "-1" is no number from 0 on'),
    ("clients --most", 2, "--most needs N"),
    ("scan log.log --quiet=maybe", 2, "--quiet takes no value"),
    ("scan --follow --threads 2 log.log", 2, "--threads excludes --follow"),
    ("scan --follow --format csv log.log", 2, "errwatch: --follow prints text or jsonl only"),
    ("scan --follow -", 2, "errwatch: --follow needs logs by their names, not standard input"),
    ("doctor extra", 2, '"extra" is one argument too many'),
    ("clients nobody", 2, 'errwatch: "nobody" is no address: write 192.0.2.1 or 2001:db8::1, or a range such as 192.0.2.0/24'),
    ("clients 192.0.2.1 --most 3", 2, "--most excludes ADDRESS"),
    ("clients 192.0.2.1 192.0.2.2", 2, '"192.0.2.2" is one argument too many'),
    ("rules --vhost nowhere", 1, 'errwatch: rules.conf: no virtual host has the ServerName "nowhere"; it has none: name the file that httpd reads first with --config FILE'),
    ("rules --format xml", 2, '--format: "xml" is none of text, json, csv'),
    ("rules --config missing.conf", 1, "errwatch: cannot read missing.conf: No such file or directory"),
    ("templates missing.log", 1, "errwatch: missing.log: No such file or directory | errwatch: there are no templates: no line was read"),
    ("templates tools.txt", 1, "errwatch: no line of an error log of httpd was found"),
    ("peers --format csv", 2, '--format: "csv" is none of text, json'),
    ("templates --format yaml", 2, '--format: "yaml" is none of text, json, csv'),
    ("templates --most x log.log", 2, '--most: "x" is no number from 0 on'),
    ("anomalies --format yaml", 2, '--format: "yaml" is none of text, json'),
    ("rules extra", 2, '"extra" is one argument too many'),
    ("clients --most x", 2, '--most: "x" is no number from 0 on'),
]

FILES = {
    "log.log": "[Sun Nov 22 10:00:07.000001 2026] [core:info] [pid 1] [client 192.0.2.4:4000] AH00128: File does not exist: /srv/www/a\n",
    "empty.log": "", "tools.txt": "nikto\n", "rules.conf": "ErrWatchRule 1 vuln_scan ah=AH00128 module=core level=info\n", "dir/file": "",
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    root = tmp_path_factory.mktemp("mistakes")
    for name, content in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(content)
    return root


def expected(text, root):
    for name, words in LISTS.items():
        text = text.replace("{" + name + "}", words)
    return text.replace("${ROOT}", str(root))


def run(root, *arguments):
    environment = {**os.environ, "ERRWATCH_CONFIG": "rules.conf"}
    return subprocess.run([str(paths.CLI), *arguments], cwd=root, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("text, said", CONFIGURATION, ids=[text for text, _ in CONFIGURATION])
def test_configuration(directory, text, said):
    (directory / "m.conf").write_text(text + "\n")
    result = run(directory, "check", "--config", "m.conf")
    assert (result.stderr.rstrip(), result.stdout) == ("errwatch: m.conf:" + expected(said, directory), "")
    assert result.returncode == 1


@pytest.mark.parametrize("arguments, status, said", COMMAND_LINE, ids=[arguments or "nothing" for arguments, _, _ in COMMAND_LINE])
def test_command_line(directory, arguments, status, said):
    result = run(directory, *arguments.split())
    lines = [line for line in result.stderr.splitlines() if not line.startswith("Run errwatch ")]
    # An error, and no report of nothing.
    assert (" | ".join(lines), result.stdout) == (expected(said, directory), "")
    assert result.returncode == status
