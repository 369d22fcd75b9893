// How statements of SQL begin that are begun behind the end of another, in every dialect: one list.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace errwatch {

// The words in order, alternatives behind bars. A word stands for itself, an upper-case letter for:
//   N a name    O a kind of object    P a procedure of the server    V a variable    M a sign that compares
//   T text    A text at once, without a blank    B text in dollars    H a value or a call    C a call
//   D a call that takes its time or leaves the database    K a call, a variable or a number in hexadecimal
//   E the end: a comment or a semicolon    X the same, the end of the text, or what such a statement goes on with
//   S somewhere behind it, what to insert
// Each has something that prose has not: "; set alarm on", "; copy photos to usb", "; create table for 5",
// "; grant access to building", "; use it", "; drop off at noon".
inline constexpr auto kStatementForms = std::to_array<std::string_view>({
    "alter database|system|session|server set|reset|switch|kill|checkpoint|archive|flush|dump|configuration",
    "alter O N "
    "add|drop|modify|change|rename|alter|set|owner|disable|enable|engine|convert|identified|account|E",
    "alter user|role|login N superuser|createdb|createrole|nosuperuser X",
    "alter user|role|login N with|password password|=|superuser|createdb|createrole|login|encrypted|name",
    "attach T as N E",
    "attach database H",
    "backup database|log N to H",
    "backup database|log N to disk|url|tape =",
    "bulk insert N from H",
    "call C",
    "change master|replication to|source N|to",
    "check table|tables N E",
    "comment on O N is H",
    "copy ( select|with|values|table",
    "copy N ( N )|, N|from|to",
    "copy N from|to program|stdin|stdout|H",
    "create O N (|E",
    "create aggregate|alias|function|procedure N returns|return|soname|for|language",
    "create alias|directory|library N as|is H",
    "create function|procedure|package N as|is begin|declare|exec|execute|insert|select|update|H",
    "create index N on N (",
    "create server N foreign|type|version|options",
    "create table|view N as|like select|(|with|table|values|N",
    "create trigger N after|before|instead|on|for delete|insert|of|update|N",
    "create user|role|login N by|identified|login|password|superuser|encrypted|E",
    "create user|role|login N with|for password|=|superuser|createdb|login|encrypted",
    "dbcc N (|E",
    "deallocate prepare N E",
    "declare N N ;|:=",
    "declare N cursor",
    "declare V",
    "delete N E",
    "delete N from N where|join|inner|as|E",
    "delete N where N|H M",
    "delete from N X",
    "delete from N where H|(|exists|not",
    "delete from N where N M|between|in|is|like|not",
    "delete top (",
    "deny N on N to",
    "deny N to N E",
    "detach database N E",
    "disable trigger N on",
    "discard all|plans|temp E",
    "do B",
    "do D",
    "do T language|E",
    "do language N B|T",
    "drop N E",
    "drop O N X",
    "enable trigger N on",
    "exec ( T|V",
    "exec N V|E",
    "exec P",
    "exec V",
    "execute ( T|V",
    "execute N using|V|E",
    "execute P",
    "execute V",
    "execute immediate",
    "flush hosts|logs|privileges|status|tables with|for|E",
    "grant N on N to",
    "grant all|connect|create|dba|resource|select|superuser|sysadmin|usage to|any|,|privileges|session",
    "handler N open|read",
    "import foreign schema",
    "insert N ( S",
    "insert N select H|*",
    "insert N values (",
    "insert all into",
    "insert into N ( S",
    "insert into N values|value|select|set|default|exec|execute|with|overriding|output|table",
    "install component T",
    "install plugin N soname",
    "kill H E",
    "kill connection|query H",
    "listen N E",
    "load T E",
    "load data|xml infile|local|inpath|concurrent|from",
    "lock table|tables N in access|exclusive|row|share",
    "lock table|tables N read|write|nowait|as|,",
    "merge N as N using",
    "merge N using N on|as|N",
    "merge into N N using N|( on|as|select|N",
    "merge into N using N|( on|as|select|N",
    "notify N E",
    "notify N , T",
    "optimize table|tables N E",
    "pragma N (|=|E",
    "prepare N ( N ) as",
    "prepare N ( N , N",
    "prepare N as select|insert|update|delete|with",
    "prepare N from K",
    "prepare N from T E",
    "print A",
    "print T E",
    "print V",
    "purge binary|master logs",
    "reconfigure E",
    "reconfigure with override",
    "refresh materialized view",
    "reindex database|index|schema|system|table N E",
    "rename table N to",
    "repair table|tables N E",
    "replace N ( S",
    "replace into N ( S",
    "replace into N values|value|select|set",
    "reset all|master|replica|role|slave E",
    "reset query cache",
    "reset session authorization",
    "restore database N from H",
    "restore database N from disk|url|tape =",
    "restore filelistonly|headeronly|verifyonly from",
    "revoke N from N E",
    "revoke N on N from",
    "revoke all|grant privileges|option|on",
    "security label on|for",
    "set V =|:=",
    "set ansi_nulls|arithabort|noexec|nocount|quoted_identifier|xact_abort on|off",
    "set global|local|persist|session N =|:=",
    "set identity_insert N on|off",
    "set N =|to H E",
    "set names|rowcount H",
    "set password =|for",
    "set role N E",
    "set session authorization N|T",
    "show columns|index|tables from N X",
    "show create database|function|procedure|table|view N",
    "show databases|grants|processlist|schemas|tables|variables like|where|E",
    "show full|global|session columns|processlist|status|tables|variables X",
    "show grants for N X",
    "shutdown E",
    "shutdown abort|immediate|transactional E",
    "shutdown with nowait",
    "start replica|slave E",
    "stop replica|slave E",
    "truncate N E",
    "truncate table N X",
    "uninstall plugin N E",
    "unlock tables E",
    "update N N set N =",
    "update N as N set N =",
    "update N set ( N",
    "update N set N =",
    "update statistics N E",
    "update top (",
    "vacuum (",
    "vacuum E",
    "vacuum N E",
    "vacuum analyze|freeze|full|verbose E",
    "vacuum analyze|freeze|full|verbose N E",
    "vacuum into H",
    "waitfor delay|time H",
    "with N ( N ) as",
    "with N ( N , N",
    "with N as ( select|insert|update|delete|values|table|with",
    "with recursive N (|as",
});

constexpr std::string_view FirstOfForm(std::string_view form) { return form.substr(0, form.find(' ')); }
static_assert(std::ranges::is_sorted(kStatementForms, {}, FirstOfForm));

inline constexpr std::string_view kSqlObjects =
    "aggregate|alias|column|database|directory|extension|function|index|language|library|login|package|"
    "procedure|"
    "role|schema|sequence|server|session|system|table|trigger|type|user|view";

// What a statement goes on with that has all that it needs.
inline constexpr std::string_view kWordsBehindStatement =
    "cascade|limit|order|output|purge|restart|restrict|returning|using";

// They set the stage: what follows is looked at.
inline constexpr std::string_view kHarmlessStatements = "commit|rollback|savepoint|start|use";
inline constexpr std::string_view kWordsOfBegin = "tran|transaction|work";
inline constexpr std::string_view kWordsOfExplain =
    "analyse|analyze|buffers|costs|extended|for|format|json|partitions|plan|query|verbose|=|(|)|,|on|off|"
    "true|false";

}  // namespace errwatch
