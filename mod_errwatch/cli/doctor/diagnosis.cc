#include "cli/doctor/diagnosis.h"

#include <algorithm>

#include "base/time_text.h"
#include "cli/doctor/share_advice.h"
#include "cli/server/known_hosts.h"
#include "model/joined_attack.h"
#include "model/unnamed_proxy.h"
#include "pages/crowd_view.h"

namespace errwatch::cli {
namespace {

using Diagnoses = std::vector<Diagnosis>;

constexpr int64_t kClockSlackSeconds = 60;

void LookAtConfiguration(const Machine& machine, Diagnoses& all) {
  if (!machine.config_error.empty()) {
    all.push_back({Verdict::kFinding, "configuration", machine.config_error,
                   "mend that line; until then httpd does not start anew"});
    return;
  }
  all.push_back({Verdict::kGood, "configuration", machine.config + " can be read", ""});
}

void LookAtModule(const Machine& machine, Diagnoses& all) {
  if (machine.state.live) {
    all.push_back({Verdict::kGood, "module", "httpd runs with it", ""});
  } else if (machine.config_error.empty() && !machine.loads_module) {
    all.push_back(
        {Verdict::kFinding, "module", machine.config + " does not load it",
         "Debian: a2enmod errwatch; elsewhere Include errwatch.load and errwatch.conf; then reload httpd"});
  } else if (machine.state.error_kind == ErrorKind::kDenied && !machine.is_root) {
    all.push_back(
        {Verdict::kFinding, "module", "only root can tell whether httpd runs with it", "run this as root"});
  } else {
    // Why the file tells so, or that there is none: httpd may have another one.
    const StateFacts& state = machine.state;
    const std::string why = !state.remark.empty()                     ? state.remark
                            : state.error_kind == ErrorKind::kMissing ? "there is no " + state.path
                                                                      : "";
    all.push_back(
        {Verdict::kFinding, "module", "httpd does not run with it" + (why.empty() ? why : ": " + why),
         "start or restart httpd; if it runs, its error log says why (EW0...); where it has another state "
         "file, --state FILE"});
  }
}

// The servers of this mode: "the main server, shop.example.org", the first few by name.
std::string Running(const Machine& machine, Engine engine) {
  constexpr std::size_t kMost = 4;
  std::string names;
  std::size_t count = 0;
  for (const ServerMode& mode : machine.modes) {
    if (mode.engine == engine && ++count <= kMost) names += (names.empty() ? "" : ", ") + mode.name;
  }
  return count > kMost ? names + " and " + std::to_string(count - kMost) + " more" : names;
}

void LookAtMode(const Machine& machine, Diagnoses& all) {
  if (machine.modes.empty() || !machine.loads_module) return;
  const std::string off = Running(machine, Engine::kOff);
  const std::string watching = Running(machine, Engine::kDetectionOnly);
  const std::string blocking = Running(machine, Engine::kOn);
  if (watching.empty() && blocking.empty()) {
    all.push_back({Verdict::kFinding, "mode", "ErrWatchEngine is Off everywhere: nothing is watched",
                   "ErrWatchEngine DetectionOnly watches and denies nobody"});
    return;
  }
  if (!blocking.empty()) all.push_back({Verdict::kGood, "mode", "attackers are blocked: " + blocking, ""});
  if (!watching.empty())
    all.push_back({Verdict::kNote, "mode", "only watches, denies nobody: " + watching,
                   "ErrWatchEngine On, once /errwatch-status has shown nobody but attackers for some days"});
  if (!off.empty()) all.push_back({Verdict::kNote, "mode", "ErrWatchEngine Off: " + off, ""});
}

// What `errwatch check` says of one topic. Its notes are for who writes rules.
void TakeFindings(const Machine& machine, Topic topic, std::string_view subject, const char* good,
                  const char* advice, Diagnoses& all) {
  const std::size_t before = all.size();
  for (const Finding& finding : machine.findings) {
    if (finding.topic == topic && finding.severity != Severity::kNote)
      all.push_back({Verdict::kFinding, subject,
                     (finding.where == "configuration" ? "" : finding.where + ": ") + finding.text, advice});
  }
  if (all.size() == before && *good != '\0') all.push_back({Verdict::kGood, subject, good, ""});
}

void LookAtProxies(const Machine& machine, Diagnoses& all) {
  const std::size_t before = all.size();
  for (const std::string& address : machine.state.unnamed_proxies)
    all.push_back({Verdict::kFinding, "proxy", UnnamedProxyAdvice(address), "name it, then reload httpd"});
  TakeFindings(machine, Topic::kProxy, "proxy", "",
               machine.names_clients ? "set it beside that line, and reload httpd"
                                     : "load mod_remoteip, set these, and reload httpd",
               all);
  if (all.size() != before) return;
  if (machine.names_clients && !machine.trusts_proxies) {
    all.push_back({Verdict::kNote, "proxy",
                   "mod_remoteip names clients, and no proxy is named to mod_errwatch",
                   "ErrWatchTrustedProxy with the proxy's addresses"});
  } else {
    all.push_back({Verdict::kGood, "proxy",
                   machine.names_clients ? "mod_remoteip names clients" : "no sign of one that is not named",
                   ""});
  }
}

void LookAtAttacks(const Machine& machine, Diagnoses& all) {
  for (const CrowdRow& crowd : machine.state.crowds)
    all.push_back({Verdict::kFinding, IsAttack(crowd.kind) ? "attack" : "fault",
                   CrowdText(crowd, Language::kEnglish), AdviceOn(crowd)});
}

// How the file is kept. That there is none, or nobody who uses it, is said of the module.
void LookAtState(const Machine& machine, Diagnoses& all) {
  const StateFacts& state = machine.state;
  const std::size_t before = all.size();
  if (state.error_kind == ErrorKind::kMissing && !state.error.empty()) return;
  if (!state.error.empty()) {
    const bool denied = state.error_kind == ErrorKind::kDenied && !machine.is_root;
    all.push_back({Verdict::kFinding, "state", state.error,
                   denied ? "run this as root" : "see to the file, then restart httpd"});
    return;
  }
  if (state.of_others)
    all.push_back({Verdict::kFinding, "state",
                   state.path + " can be read by others than root, or is not root's",
                   "chown root: and chmod 600: it says who is blocked and why"});
  for (const std::string& warning : state.warnings)
    all.push_back({Verdict::kFinding, "state", warning, "docs/messages.md says more of each warning"});
  if (all.size() == before && state.live)
    all.push_back({Verdict::kGood, "state", state.path + " is the running server's", ""});
  if (state.in_memory)
    all.push_back({Verdict::kNote, "state", state.path + " does not outlive a reboot",
                   "ErrWatchStateFile with a file on a disk, in a directory of root's"});
}

// Those that are gone, the first few by name: "web2 (last heard 2026-11-29 18:00:00 UTC), web3 (...)".
std::string GoneHosts(const store::ShareStatus& share) {
  constexpr std::size_t kMost = 4;
  std::string names;
  std::size_t count = 0;
  for (const store::SharePeer& peer : share.peers) {
    if (peer.state == store::PeerState::kGone && ++count <= kMost)
      names +=
          (names.empty() ? "" : ", ") + peer.name + " (last heard " + FormatTimeShort(peer.seen) + " UTC)";
  }
  return count > kMost ? names + " and " + std::to_string(count - kMost) + " more" : names;
}

// Whether it is known who is gone: nothing is while nobody is heard, and a host with this one's memory is
// passed over, so that it seems to be.
bool KnowsWhoIsGone(const std::vector<ShareTrouble>& troubles) {
  return std::ranges::none_of(troubles, [](const ShareTrouble& trouble) {
    return trouble.kind == ShareTroubleKind::kNotRunning || trouble.kind == ShareTroubleKind::kNotReached ||
           trouble.kind == ShareTroubleKind::kOwnName;
  });
}

// Each of the two is set up by itself.
void CompareGroups(const Machine& machine, Diagnoses& all) {
  if (machine.share_file_group.empty() || !machine.loads_module) return;
  if (machine.group.empty()) {
    all.push_back(
        {Verdict::kNote, "sharing",
         "errwatch-share is configured for group " + machine.share_file_group +
             ", httpd has no ErrWatchShare: nothing is shared",
         "ErrWatchShare group=" + machine.share_file_group + " in httpd's configuration, and reload it"});
  } else if (machine.group != machine.share_file_group) {
    all.push_back({Verdict::kFinding, "sharing",
                   "errwatch-share is configured for group " + machine.share_file_group +
                       ", httpd for group " + machine.group + ": nothing is shared",
                   "the same name in ErrWatchShare and in /etc/errwatch/share.toml"});
  }
}

void LookAtSharing(const Machine& machine, Diagnoses& all) {
  CompareGroups(machine, all);
  const store::ShareStatus& share = machine.state.share;
  if (share.group.empty()) return;
  const std::size_t before = all.size();
  for (const ShareTrouble& trouble : machine.state.share_troubles)
    all.push_back({Verdict::kFinding, "sharing", trouble.text, AdviceOn(trouble)});
  if (const std::string gone = GoneHosts(share);
      !gone.empty() && KnowsWhoIsGone(machine.state.share_troubles))
    all.push_back({Verdict::kFinding, "sharing", "hosts of group " + share.group + " are gone: " + gone,
                   "look at errwatch-share there; one that was taken away is forgotten an hour after it was "
                   "last heard (docs/many-hosts.md)"});
  if (all.size() != before) return;
  const std::string host = (share.host.empty() ? "this host" : share.host) + " of group " + share.group;
  if (share.peers.empty()) {
    all.push_back(
        {Verdict::kNote, "sharing", host + " has heard no other host so far",
         "docs/many-hosts.md, \"Set up\": the same group, key_file, shards and Redis on all hosts"});
  } else {
    all.push_back(
        {Verdict::kGood, "sharing",
         host + " hears " + FormatCount(share.peers.size() + share.unlisted, "other host", "other hosts"),
         ""});
  }
}

void LookAtRights(const Machine& machine, Diagnoses& all) {
  if (!machine.config_error.empty()) return;
  for (const std::string& path : machine.writable)
    all.push_back({Verdict::kFinding, "rights",
                   path + " can be changed by others than root, and httpd does as root what it says",
                   "chown root: and chmod go-w"});
  if (machine.writable.empty())
    all.push_back({Verdict::kGood, "rights", "only root can change the configuration and the rules", ""});
}

void LookAtEvents(const Machine& machine, Diagnoses& all) {
  for (const EventLogFacts& events : machine.events) {
    if (events.unknown) {
      all.push_back({Verdict::kNote, "events",
                     events.target + ": the variable is known to httpd's start script only", ""});
    } else if (!events.problem.empty()) {
      all.push_back({Verdict::kFinding, "events", "ErrWatchEventLog " + events.target + " " + events.problem,
                     "mend that and reload httpd; until then no event is written there"});
    } else {
      all.push_back({Verdict::kGood, "events", events.target + " can be written", ""});
    }
  }
}

void LookAtClock(const Machine& machine, Diagnoses& all) {
  const int64_t ahead = machine.state.ahead_seconds;
  if (ahead > kClockSlackSeconds) {
    all.push_back({Verdict::kFinding, "clock",
                   "the state file was written " + FormatSpan(Milliseconds(ahead * 1000)) +
                       " from now: the clock was put back, and blocks last so much longer",
                   "set the clock, then restart httpd; errwatch unblock lets somebody back in"});
  } else if (!machine.clock_synchronised) {
    all.push_back({Verdict::kNote, "clock", "not kept by a time service here",
                   "timedatectl set-ntp true, unless the host of this machine does it"});
  } else {
    all.push_back({Verdict::kGood, "clock", "kept by a time service", ""});
  }
}

}  // namespace

std::vector<Diagnosis> Diagnose(const Machine& machine) {
  Diagnoses all;
  LookAtConfiguration(machine, all);
  LookAtModule(machine, all);
  LookAtMode(machine, all);
  if (machine.loads_module) {
    LookAtProxies(machine, all);
    TakeFindings(machine, Topic::kConfiguration, "configuration", "", "mend that line and reload httpd", all);
    TakeFindings(machine, Topic::kLogLevel, "loglevel", "every rule can see its message",
                 "change that line where it stands, and reload httpd", all);
    TakeFindings(machine, Topic::kLimits, "limits", "each limit can be reached",
                 "change one of the two (ErrWatchLimit), or take the line out, and reload httpd", all);
    TakeFindings(machine, Topic::kRules, "rules", "each rule can fire", "mend the rule and reload httpd",
                 all);
  }
  LookAtAttacks(machine, all);
  LookAtState(machine, all);
  LookAtSharing(machine, all);
  LookAtRights(machine, all);
  LookAtEvents(machine, all);
  LookAtClock(machine, all);
  return all;
}

}  // namespace errwatch::cli
