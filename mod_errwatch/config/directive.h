// The directives: one list that httpd's command table, the command line's configuration reader and the check
// of the documentation are made from, and one grammar that all of them use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/rule_syntax.h"
#include "config/settings.h"
#include "config/words.h"

namespace errwatch {

enum class Context : unsigned char {
  kServer,     // main server only
  kVhost,      // server and virtual host
  kDirectory,  // server, virtual host and directory
};

// id, name, context, syntax, one line on what it does.
// clang-format off
#define ERRWATCH_DIRECTIVES(X)                                                                                                       \
  X(kEngine, "ErrWatchEngine", kDirectory, "On|Off|DetectionOnly", "counts entries and denies clients, or only says what it would do") \
  X(kRule, "ErrWatchRule", kVhost, kRuleSyntax, "says what an entry is evidence of")                                                 \
  X(kWords, "ErrWatchWords", kVhost, "list word|@file ...", "adds words to a list that rules name")                                  \
  X(kRuleRemove, "ErrWatchRuleRemove", kDirectory, "id|first-last|category ...", "removes rules")                                    \
  X(kLimit, "ErrWatchLimit", kVhost, "category|any capacity/window [block=duration] | category|any none",                            \
    "how much of a category a client may cause before it is blocked")                                                                \
  X(kBlock, "ErrWatchBlock", kVhost, "[base=10m] [factor=4] [max=24h] [decay=7d]", "how long blocks last")                           \
  X(kAction, "ErrWatchAction", kDirectory, "deny [status=403] | drop | redirect=URL", "what a blocked client gets")                  \
  X(kAllow, "ErrWatchAllow", kVhost, "address|range|@file ...", "clients that are never counted and never denied")                   \
  X(kPrefix, "ErrWatchPrefix", kServer, "[ipv4=32] [ipv6=64]", "how much of an address makes a client")                              \
  X(kClients, "ErrWatchClients", kServer, "number", "size of the client table")                                                      \
  X(kStateFile, "ErrWatchStateFile", kServer, "path", "file that keeps counts and blocks while httpd does not run")                  \
  X(kStatusCodes, "ErrWatchStatusCodes", kVhost, "code ... | none", "response codes that count without an entry")                    \
  X(kInspect, "ErrWatchInspect", kVhost, "entries|errors|all", "which responses are looked at")                                      \
  X(kBody, "ErrWatchBody", kDirectory, "On [size=64k] | Off", "whether bodies of requests are looked at as they pass")               \
  X(kGate, "ErrWatchGate", kVhost, "early|access|both", "where blocked clients are denied")                                          \
  X(kTrustedProxy, "ErrWatchTrustedProxy", kVhost, "address|range|@file ...", "peers that never count as clients")                   \
  X(kScope, "ErrWatchScope", kVhost, "name", "virtual hosts of one scope share counts and blocks")                                   \
  X(kForgive, "ErrWatchForgive", kVhost, "On|Off", "a successful log-in takes back failed ones")                                     \
  X(kAnomalies, "ErrWatchAnomalies", kVhost, "On|Off",                                                                               \
    "looks for what no rule knows: kinds of entries, their rhythm, and attacks that many addresses share")                            \
  X(kUnderAttack, "ErrWatchUnderAttack", kVhost, "report|tighten=FACTOR|block",                                                     \
    "what follows for clients that join an attack which many share")                                                              \
  X(kVerbosity, "ErrWatchVerbosity", kVhost, "[suspects=info] [blocked=crit] | none",                                                \
    "how much is logged of the requests of suspects and of blocked clients")                                                         \
  X(kModel, "ErrWatchModel", kVhost, "path [learn=7d] | none",                                                                       \
    "what requests of the site look like, so that others are told")                                                                  \
  X(kEventLog, "ErrWatchEventLog", kServer, "path|\"|program\"|syslog[:facility] [events=block,incident,entry,anomaly] [categories=name,...|all] " \
    "[level=warn|notice|info|debug] [group=name] [mode=0640]",                                    \
    "where events are written as JSON lines, and which")                                                                                        \
  X(kVerifyCrawlers, "ErrWatchVerifyCrawlers", kServer, "On|Off [list=path] [resolver=address[:port]]",                              \
    "asks the DNS whether a crawler is what it says")                                                                                \
  X(kShare, "ErrWatchShare", kServer, "group=name | none", "several hosts count and block as one")
// clang-format on

enum class DirectiveId : unsigned char {
#define ERRWATCH_DIRECTIVE_ENUM(id, ...) id,
  ERRWATCH_DIRECTIVES(ERRWATCH_DIRECTIVE_ENUM)
#undef ERRWATCH_DIRECTIVE_ENUM
};

struct DirectiveInfo {
  const char* name;
  const char* syntax;
  const char* text;
  DirectiveId id;
  Context context;
};

std::span<const DirectiveInfo> Directives();
// Case-insensitive, as httpd's names are; null when unknown.
const DirectiveInfo* FindDirective(std::string_view name);

// Where a directive stands.
struct DirectivePlace {
  std::string origin;       // "file:line"
  std::string server_root;  // other relative paths (@file, ErrWatchStateFile, ErrWatchEventLog) are below it
  bool in_directory = false;  // inside <Directory>, <Location>, <Files> or the like
  // Of the file in which it stands: relative lists of words (words=@FILE, ErrWatchWords) are below it.
  std::string file_directory{};
  Pattern::Making patterns{};  // of rules
};

// Where the value stands that this line takes the place of, "file:line"; empty: it takes none's.
std::string OriginOf(DirectiveId id, Words words, const ServerSettings& server,
                     const DirectorySettings& directory);

// Applies one directive to the settings. The error begins with the directive's name and says what is wrong
// and what would be right; the settings are then unchanged. A duplicate rule id within the same section is
// refused here, naming both places; one between sections by RuleSet::Build.
Status ApplyDirective(DirectiveId id, std::string_view arguments, const DirectivePlace& place,
                      ServerSettings& server, DirectorySettings& directory);

}  // namespace errwatch
