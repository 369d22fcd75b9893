// A piece of httpd configuration. Whatever stands in it, a directive is either taken, with values within
// their bounds, or refused with a text and without a trace.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "cli/config/config_lines.h"
#include "config/directive.h"
#include "config/directive_grammar.h"
#include "model/joined_attack.h"
#include "model/scope_name.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr Milliseconds kMaxDuration{3650LL * 86'400'000};

void Require(bool condition) {
  if (!condition) std::abort();
}

struct Sizes {
  size_t rules, removals, allow, trusted_proxies, directory_removals, set;
  bool operator==(const Sizes&) const = default;
};

Sizes SizesOf(const ServerSettings& server, const DirectorySettings& directory) {
  size_t set = server.limits.any.is_set;
  for (const auto& limit : server.limits.category) set += limit.is_set;
  ServerSettings::ForEach([&](auto member) { set += (server.*member).is_set; });
  DirectorySettings::ForEach([&](auto member) { set += (directory.*member).is_set; });
  return {server.rules.size(),           server.removals.size(),    server.allow.size(),
          server.trusted_proxies.size(), directory.removals.size(), set};
}

void CheckLimit(const Setting<Limit>& setting) {
  const Limit& limit = setting.value;
  Require(limit.shape.capacity <= kMaxCapacity);
  Require(limit.shape.capacity == 0 ||
          (limit.shape.window >= TicksIn(kMinWindow) && limit.shape.window <= TicksIn(kMaxWindow)));
  Require(limit.block >= Milliseconds(-1) && limit.block <= kMaxDuration);
}

void CheckBounds(const ServerSettings& server, const DirectorySettings& directory) {
  CheckLimit(server.limits.any);
  for (const auto& limit : server.limits.category) CheckLimit(limit);
  const ClientPrefix prefix = server.prefix.value;
  Require(prefix.ipv4 >= 8 && prefix.ipv4 <= 32 && prefix.ipv6 >= 16 && prefix.ipv6 <= 128);
  Require(server.clients.value >= kMinClients && server.clients.value <= kMaxClients);
  const BlockPolicy& block = server.block.value;
  Require(block.base.count() > 0 && block.base <= block.max && block.max <= kMaxDuration);
  Require(block.factor >= 1 && block.factor <= kMaxBlockFactor);
  for (const uint16_t code : server.status_codes.value) Require(code >= 400 && code <= 599);
  Require(server.gate.value >= 1 && server.gate.value <= 3);
  Require(!server.scope.value.empty() && server.scope.value.size() <= kMaxScopeBytes);
  Require(server.event_logs.size() <= kMaxEventLogs);
  for (const EventLogSetting& log : server.event_logs) {
    Require(log.filter.events >= 1 && log.filter.events <= kAllEvents && log.filter.categories != 0);
    Require(log.filter.least >= Level::kWarn && log.filter.least <= Level::kDebug);
    Require(!log.mode || (*log.mode & 0600) == 0600);
    for (const char c : log.target) Require(static_cast<unsigned char>(c) >= 0x20);
  }
  for (const std::string* text : {&server.state_file.value, &directory.action.value.redirect}) {
    for (const char c : *text) Require(static_cast<unsigned char>(c) >= 0x20);
  }
  Require(directory.action.value.status >= 400 && directory.action.value.status <= 599);
  const ModelSetting& model = server.model.value;
  Require(model.learn.count() == 0 ||
          (!model.path.empty() && model.learn >= kMinLearning && model.learn <= kMaxLearning));
  const UnderAttack& crowd = server.under_attack.value;
  Require(crowd.factor >= 1 && crowd.factor <= kMaxTightenFactor);
  Require(crowd.joiners == Joiners::kTighten ? crowd.factor >= 2 : crowd.factor == 1);
}

void CheckDuration(std::string_view text) {
  const auto duration = ParseDuration(text);
  if (!duration) return;
  Require(duration.value().count() >= 0 && duration.value() <= kMaxDuration);
  Require(ParseDuration(FormatDuration(duration.value())).value() == duration.value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ServerSettings server;
  DirectorySettings directory;
  const Variables defined = {{"NAME", "value"}, {"EMPTY", ""}};
  int number = 0;
  for (const ConfigLine& line : SplitConfigLines(text)) {
    Require(!line.text.empty() && line.number > number);
    number = line.number;
    const ConfigDirective parts = SplitDirective(line.text);
    CheckDuration(parts.arguments);
    const std::string arguments = ExpandVariables(parts.arguments, defined).text;
    const DirectiveInfo* info = FindDirective(parts.name);
    // Files are not for a fuzzer to open.
    if (info == nullptr || arguments.find('@') != std::string::npos) continue;
    const Sizes before = SizesOf(server, directory);
    const Status applied =
        ApplyDirective(info->id, arguments, {"fuzz:1", "/srv", number % 2 == 0, ""}, server, directory);
    if (!applied) {
      Require(applied.error().starts_with(info->name));
      Require(SizesOf(server, directory) == before);
    }
    CheckBounds(server, directory);
  }
  return 0;
}
