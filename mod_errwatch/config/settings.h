// What the directives say, for one server or virtual host and for one directory. Plain values: httpd and the
// command line read the same directives into the same structs.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/setting.h"
#include "model/address_set.h"
#include "model/category.h"
#include "model/client_address.h"
#include "model/crawler.h"
#include "model/event_filter.h"
#include "model/policy.h"
#include "rules/rule.h"

namespace errwatch {

// ErrWatchAction.
enum class ActionKind : uint8_t { kDeny, kDrop, kRedirect };
struct Action {
  ActionKind kind = ActionKind::kDeny;
  uint16_t status = 403;
  std::string redirect;  // URL for kRedirect
  bool operator==(const Action&) const = default;
};

// ErrWatchInspect.
enum class Inspect : uint8_t { kEntries, kErrors, kAll };

// ErrWatchGate, as bits.
enum Gate : uint8_t { kGateEarly = 1, kGateAccess = 2 };

// ErrWatchModel.
struct ModelSetting {
  std::string path;       // empty = none
  Milliseconds learn{0};  // where there is no file yet; 0 = it is made by `errwatch learn`
  bool operator==(const ModelSetting&) const = default;
};
inline constexpr Milliseconds kMinLearning{3'600'000};          // 1h
inline constexpr Milliseconds kMaxLearning{90 * 86'400'000LL};  // 90d

// One line of ErrWatchEventLog.
enum class EventSink : uint8_t { kFile, kPipe, kSyslog };
struct EventLogSetting {
  EventSink sink = EventSink::kFile;
  std::string target;  // path, program or syslog facility
  EventFilter filter{};
  std::string group{};             // group= as written; empty = not said
  std::optional<uint32_t> gid{};   // ... its number
  std::optional<uint32_t> mode{};  // mode=
  std::string origin{};            // "file:line"
  bool operator==(const EventLogSetting&) const = default;
};
// "/var/log/apache2/errwatch-events.log", "|/usr/bin/program argument", "syslog:local7".
std::string NameOf(const EventLogSetting& setting);

// ErrWatchVerifyCrawlers.
struct CrawlerSetting {
  bool verify = true;
  std::shared_ptr<const CrawlerList> list;  // null = the one that is built in
  std::string resolver;                     // "192.0.2.53:53", "[2001:db8::53]:53"; empty = the system's
};

inline constexpr uint32_t kMinClients = 1024;
inline constexpr uint32_t kDefaultClients = 65'536;
inline constexpr uint32_t kMaxClients = 16'777'216;

// One ErrWatchLimit line each; later lines for the same category win. Kept apart so that an inner section
// changes one category only.
struct LimitSettings {
  std::array<Setting<Limit>, kCategoryCount> category;
  Setting<Limit> any;
};

// One ErrWatchWords line.
struct AddedWords {
  std::string list;
  std::vector<std::string> words;
  std::string origin;
};

// A line whose value another line of the same section has taken the place of.
struct Replaced {
  std::string directive;  // "ErrWatchLimit xss"
  std::string origin;
  std::string by;  // origin of that line
};

struct ServerSettings {
  // Server only.
  Setting<ClientPrefix> prefix{ClientPrefix{}};
  Setting<uint32_t> clients{kDefaultClients};
  Setting<std::string> state_file;  // empty = errwatch.state in the runtime directory
  Setting<CrawlerSetting> crawlers{CrawlerSetting{}};
  Setting<std::string> share;  // the group of hosts; empty = none
  // Server and virtual host.
  Setting<BlockPolicy> block{BlockPolicy{}};
  Setting<std::vector<uint16_t>> status_codes{
      std::vector<uint16_t>{400, 401, 403, 404, 405, 408, 414, 422, 431, 501}};
  Setting<Inspect> inspect{Inspect::kAll};
  Setting<uint8_t> gate{uint8_t{kGateEarly | kGateAccess}};
  Setting<std::string> scope{std::string("server")};
  Setting<bool> forgive{true};
  Setting<bool> anomalies{false};
  Setting<UnderAttack> under_attack{UnderAttack{}};
  Setting<Verbosity> verbosity{Verbosity{}};
  Setting<ModelSetting> model{ModelSetting{}};

  template <typename F>
  static constexpr void ForEach(F f) {
    f(&ServerSettings::prefix);
    f(&ServerSettings::clients);
    f(&ServerSettings::state_file);
    f(&ServerSettings::crawlers);
    f(&ServerSettings::share);
    f(&ServerSettings::block);
    f(&ServerSettings::status_codes);
    f(&ServerSettings::inspect);
    f(&ServerSettings::gate);
    f(&ServerSettings::scope);
    f(&ServerSettings::forgive);
    f(&ServerSettings::anomalies);
    f(&ServerSettings::under_attack);
    f(&ServerSettings::verbosity);
    f(&ServerSettings::model);
  }

  // These add up over sections instead of replacing each other.
  std::vector<Rule> rules;
  std::vector<AddedWords> added_words;  // rules took them in when they were read
  // ErrWatchRuleRemove outside any directory: rules that are not built at all.
  std::vector<RuleRange> removals;
  std::vector<Replaced> replaced;
  std::vector<EventLogSetting> event_logs;  // of the server only
  AddressSet allow;
  AddressSet trusted_proxies;
  LimitSettings limits;
};

// Server settings of a virtual host: what it inherits and what it says.
ServerSettings MergeServer(const ServerSettings& outer, const ServerSettings& inner);

// The list in force. Error: the built-in one is broken.
Result<std::shared_ptr<const CrawlerList>> ResolveCrawlers(const CrawlerSetting& setting);

// What an operator is told of a list that has no effect: it names no crawler, or, to be verified, no domain.
// Empty: it is good.
std::string CrawlersWithoutEffect(const CrawlerSetting& setting);

// The limits in force: the defaults, then every line.
Limits ResolveLimits(const LimitSettings& settings);

struct DirectorySettings {
  Setting<Engine> engine{Engine::kOff};
  Setting<Action> action{Action{}};
  Setting<uint32_t> body{0};  // so many bytes of a request's body are looked at; 0 = none
  std::vector<RuleRange> removals;

  template <typename F>
  static constexpr void ForEach(F f) {
    f(&DirectorySettings::engine);
    f(&DirectorySettings::action);
    f(&DirectorySettings::body);
  }
};

// What an inner section says wins; removals add up.
DirectorySettings MergeDirectory(const DirectorySettings& outer, const DirectorySettings& inner);

}  // namespace errwatch
