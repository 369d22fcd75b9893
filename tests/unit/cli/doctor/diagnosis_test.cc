#include "cli/doctor/diagnosis.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <functional>

namespace errwatch::cli {
namespace {

// A machine with which nothing is wrong.
Machine Sound() {
  Machine machine;
  machine.config = "/etc/apache2/apache2.conf";
  machine.is_root = true;
  machine.loads_module = true;
  machine.modes = {{"the main server", Engine::kOn}};
  machine.state.path = "/var/lib/errwatch/errwatch.state";
  machine.state.live = true;
  return machine;
}

CrowdRow Shared(AnomalyKind kind) {
  CrowdRow crowd;
  crowd.kind = kind;
  crowd.clients = 58;
  return crowd;
}

// Shares, and nothing is wrong with it.
void Share(Machine& machine) {
  machine.state.share.group = "shop";
  machine.state.share.host = "web1";
  machine.state.share.peers.resize(2);
  for (std::size_t i = 0; i < 2; ++i) {
    machine.state.share.peers[i].name = "web" + std::to_string(i + 2);
    machine.state.share.peers[i].state = store::PeerState::kLive;
  }
}

std::string Said(const std::vector<Diagnosis>& all) {
  std::string text;
  for (const Diagnosis& one : all) text += std::string(one.subject) + ": " + one.text + "\n";
  return text;
}

class DiagnosisTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DiagnosisTest);
  CPPUNIT_TEST(NothingIsWrongWithASoundMachine);
  CPPUNIT_TEST(EachThingThatIsWrong);
  CPPUNIT_TEST(HowSharingIs);
  CPPUNIT_TEST(WhatHelpsFollowsFromTheReason);
  CPPUNIT_TEST(WhoseMemoryWasCopiedIsNotGone);
  CPPUNIT_TEST(WhatIsWorthKnowingIsNoFinding);
  CPPUNIT_TEST(NotesOfCheckAreForWhoWritesRules);
  CPPUNIT_TEST(WithoutAConfiguration);
  CPPUNIT_TEST(ManyVirtualHostsAreCounted);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NothingIsWrongWithASoundMachine() {
    const std::vector<Diagnosis> all = Diagnose(Sound());
    for (const Diagnosis& one : all) CPPUNIT_ASSERT_MESSAGE(one.text, one.verdict == Verdict::kGood);
    for (const char* subject : {"configuration", "module", "mode", "proxy", "loglevel", "limits", "rules",
                                "state", "rights", "clock"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(subject, std::ptrdiff_t{1},
                                   std::count_if(all.begin(), all.end(), [&](const Diagnosis& one) {
                                     return one.subject == subject;
                                   }));
    }
  }

  // One thing at a time; exactly one finding comes of it, and it says what to do.
  void EachThingThatIsWrong() {
    struct Case {
      std::function<void(Machine&)> make_wrong;
      const char* subject;
      const char* text;
    };
    const Finding hidden{Severity::kWarning, "main server", "7 of 9 rules never see", Topic::kLogLevel};
    const Finding late{Severity::kWarning, "a.conf:3", "never comes first", Topic::kLimits};
    const Finding unnamed{Severity::kWarning, "configuration", "Listen names loopback", Topic::kProxy};
    const Finding dead{Severity::kError, "a.conf:4", "never fires", Topic::kRules};
    const Finding odd{Severity::kWarning, "a.conf:5", "is not defined", Topic::kConfiguration};
    const Case cases[] = {
        {[](Machine& m) { m.loads_module = m.state.live = false; }, "module", "does not load it"},
        {[](Machine& m) { m.state.live = false; }, "module", "does not run with it"},
        {[](Machine& m) { m.modes[0].engine = Engine::kOff; }, "mode", "Off everywhere"},
        {[&](Machine& m) { m.findings = {hidden}; }, "loglevel", "7 of 9 rules"},
        {[&](Machine& m) { m.findings = {late}; }, "limits", "a.conf:3: never comes first"},
        {[&](Machine& m) { m.findings = {unnamed}; }, "proxy", "Listen names loopback"},
        {[&](Machine& m) { m.findings = {dead}; }, "rules", "a.conf:4: never fires"},
        {[&](Machine& m) { m.findings = {odd}; }, "configuration", "is not defined"},
        {[](Machine& m) { m.state.unnamed_proxies = {"192.0.2.1"}; }, "proxy", "192.0.2.1"},
        {[](Machine& m) { m.state.of_others = true; }, "state", "can be read by others"},
        {[](Machine& m) { m.state.warnings = {"12 incidents were lost."}; }, "state", "12 incidents"},
        {[](Machine& m) { m.state.error = "cannot open it"; }, "state", "cannot open it"},
        {[](Machine& m) { m.state.crowds = {Shared(AnomalyKind::kScan)}; }, "attack", "share one scan"},
        {[](Machine& m) { m.state.crowds = {Shared(AnomalyKind::kBreakage)}; }, "fault", "the same fault"},
        {[](Machine& m) {
           m.events = {{"syslog:local7", "", false}, {"/log/e.json", "cannot be written: no", false}};
         },
         "events", "cannot be written"},
        {[](Machine& m) { m.writable = {"/srv/a.conf"}; }, "rights", "/srv/a.conf"},
        {[](Machine& m) { m.state.ahead_seconds = 7200; }, "clock", "2h"},
        {[](Machine& m) {
           Share(m);
           m.state.share.peers[1].state = store::PeerState::kGone;
         },
         "sharing", "of group shop are gone: web3 (last heard "},
        {[](Machine& m) {
           Share(m);
           m.state.share.peers[1].state = store::PeerState::kGone;  // nobody knows while nothing runs
           m.state.share_troubles = {{ShareTroubleKind::kNotRunning, "errwatch-share does not run."}};
         },
         "sharing", "does not run"},
        {[](Machine& m) {
           m.group = "shop";
           m.share_file_group = "market";
         },
         "sharing", "configured for group market, httpd for group shop"},
    };
    for (const Case& one : cases) {
      Machine machine = Sound();
      one.make_wrong(machine);
      const std::vector<Diagnosis> all = Diagnose(machine);
      std::vector<Diagnosis> findings;
      std::copy_if(all.begin(), all.end(), std::back_inserter(findings),
                   [](const Diagnosis& d) { return d.verdict == Verdict::kFinding; });
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(one.text) + "\n" + Said(all), std::size_t{1}, findings.size());
      CPPUNIT_ASSERT_EQUAL(std::string(one.subject), std::string(findings[0].subject));
      CPPUNIT_ASSERT_MESSAGE(Said(findings), findings[0].text.find(one.text) != std::string::npos);
      CPPUNIT_ASSERT_MESSAGE(one.text, !findings[0].advice.empty());
    }
  }

  void HowSharingIs() {
    Machine machine = Sound();
    CPPUNIT_ASSERT(Said(Diagnose(machine)).find("sharing: ") == std::string::npos);
    Share(machine);
    CPPUNIT_ASSERT(Said(Diagnose(machine)).find("sharing: web1 of group shop hears 2 other hosts\n") !=
                   std::string::npos);
    for (const ShareTroubleKind kind :
         {ShareTroubleKind::kNotRunning, ShareTroubleKind::kNotReached, ShareTroubleKind::kOwnName,
          ShareTroubleKind::kUnsigned, ShareTroubleKind::kCutOff, ShareTroubleKind::kPeerName,
          ShareTroubleKind::kLost}) {
      machine.state.share_troubles = {{kind, "that is so"}};
      const std::vector<Diagnosis> all = Diagnose(machine);
      const auto found = std::ranges::find(all, std::string_view("sharing"),
                                           [](const Diagnosis& one) { return one.subject; });
      CPPUNIT_ASSERT(found != all.end() && found->verdict == Verdict::kFinding && !found->advice.empty());
      CPPUNIT_ASSERT(found->advice.find("messages.md") == std::string::npos);
    }
  }

  std::string AdviceOn(ShareTroubleKind kind, const char* text) {
    Machine machine = Sound();
    Share(machine);
    machine.state.share_troubles = {{kind, text}};
    for (const Diagnosis& one : Diagnose(machine))
      if (one.subject == "sharing") return one.advice;
    return "";
  }

  void WhatHelpsFollowsFromTheReason() {
    CPPUNIT_ASSERT(AdviceOn(ShareTroubleKind::kCutOff, "web2: it has shards = 4, this host 1")
                       .starts_with("shards has to be the same on all hosts: errwatch-share --check"));
    CPPUNIT_ASSERT(AdviceOn(ShareTroubleKind::kCutOff, "web2: its messages have version 2, this host's 1")
                       .starts_with("all hosts need errwatch-share of one release"));
    CPPUNIT_ASSERT(AdviceOn(ShareTroubleKind::kCutOff, "web2: it floods").starts_with("look at that host"));
    CPPUNIT_ASSERT(AdviceOn(ShareTroubleKind::kOwnName, "messages of web2 are of this host's own memory")
                       .starts_with("on the machine that was copied: "));
    CPPUNIT_ASSERT(AdviceOn(ShareTroubleKind::kOwnName, "another sidecar calls itself web1, too")
                       .starts_with("give each its own host"));
  }

  // It is passed over, on either of the two.
  void WhoseMemoryWasCopiedIsNotGone() {
    Machine machine = Sound();
    Share(machine);
    machine.state.share.peers[1].state = store::PeerState::kGone;
    machine.state.share_troubles = {
        {ShareTroubleKind::kOwnName, "messages of web3 are of this host's own memory"}};
    CPPUNIT_ASSERT(Said(Diagnose(machine)).find("are gone") == std::string::npos);
    machine.state.share_troubles = {{ShareTroubleKind::kLost, "3 changes were lost"}};
    CPPUNIT_ASSERT(Said(Diagnose(machine)).find("are gone: web3") != std::string::npos);
  }

  void WhatIsWorthKnowingIsNoFinding() {
    const std::pair<std::function<void(Machine&)>, const char*> cases[] = {
        {[](Machine& m) { m.modes[0].engine = Engine::kDetectionOnly; }, "only watches"},
        {[](Machine& m) {
           m.modes.push_back({"shop", Engine::kOff});
         },
         "Off: shop"},
        {[](Machine& m) {
           Share(m);
           m.state.share.peers.clear();
         },
         "has heard no other host"},
        {[](Machine& m) { m.share_file_group = "shop"; }, "for group shop, httpd has no ErrWatchShare"},
        {[](Machine& m) { m.state.in_memory = true; }, "does not outlive a reboot"},
        {[](Machine& m) { m.clock_synchronised = false; }, "time service"},
        {[](Machine& m) { m.names_clients = true; }, "no proxy is named"},
        {[](Machine& m) {
           m.events = {{"${APACHE_LOG_DIR}/e.json", "", true}};
         },
         "start script"},
    };
    for (const auto& [change, text] : cases) {
      Machine machine = Sound();
      change(machine);
      const std::vector<Diagnosis> all = Diagnose(machine);
      std::size_t notes = 0;
      for (const Diagnosis& one : all) {
        CPPUNIT_ASSERT_MESSAGE(one.text, one.verdict != Verdict::kFinding);
        if (one.verdict == Verdict::kNote && one.text.find(text) != std::string::npos) ++notes;
      }
      CPPUNIT_ASSERT_EQUAL_MESSAGE(Said(all), std::size_t{1}, notes);
    }
  }

  void NotesOfCheckAreForWhoWritesRules() {
    Machine machine = Sound();
    machine.findings = {{Severity::kNote, "a.conf:1", "tried seldom", Topic::kRules}};
    const std::string said = Said(Diagnose(machine));
    CPPUNIT_ASSERT_MESSAGE(said, said.find("tried seldom") == std::string::npos);
  }

  // The rest is not known then, and nothing is said of it.
  void WithoutAConfiguration() {
    Machine machine;
    machine.config = "a.conf";
    machine.config_error = "a.conf:7: ErrWatchLimit wants two words";
    machine.state.error = "permission denied";
    machine.state.error_kind = ErrorKind::kDenied;
    const std::vector<Diagnosis> all = Diagnose(machine);
    const std::string said = Said(all);
    CPPUNIT_ASSERT_MESSAGE(said, said.find("a.conf:7") != std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(said, said.find("only root can tell") != std::string::npos);
    for (const char* subject : {"mode", "proxy", "loglevel", "limits", "rules"})
      CPPUNIT_ASSERT_MESSAGE(said, said.find(std::string(subject) + ": ") == std::string::npos);
  }

  void ManyVirtualHostsAreCounted() {
    Machine machine = Sound();
    for (int i = 0; i < 50; ++i) machine.modes.push_back({"host" + std::to_string(i), Engine::kOn});
    const std::string said = Said(Diagnose(machine));
    CPPUNIT_ASSERT_MESSAGE(said, said.find("host2 and 47 more") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DiagnosisTest);

}  // namespace
}  // namespace errwatch::cli
