// Every subcommand that looks at a server or changes something there, while others write whatever they like over
// its memory: each ends, and writes nothing that a terminal would obey.
#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "base/visible_text.h"
#include "cli/server/live_server.h"
#include "store/segment_offsets.h"
#include "unit/scribbler.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class ScribbledServerTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(ScribbledServerTest);
  CPPUNIT_TEST(BehindItsHeader);
  CPPUNIT_TEST(AllOfIt);
  CPPUNIT_TEST(SpoiltHeadersAreCalledThat);
  CPPUNIT_TEST_SUITE_END();

  static constexpr std::size_t kFixedWords = offsetof(store::Header, ring) / sizeof(uint64_t);

  std::vector<std::vector<std::string>> Commands() {
    const std::string list = files_.Write("list", "203.0.113.7\n198.51.100.0/24\n");
    return {{"status"},
            {"status", "-f", "json"},
            {"status", "-f", "html"},
            {"status", "-f", "prometheus"},
            {"status", "-f", "auto"},
            {"clients"},
            {"clients", "-f", "json"},
            {"clients", "-f", "csv", "--blocked"},
            {"clients", "--exempt"},
            {"clients", "--joined"},
            {"clients", "10.0.0.3"},
            {"story", "10.0.0.3"},
            {"story", "10.0.0.3", "-f", "json"},
            {"incident", "5"},
            {"anomalies"},
            {"anomalies", "-f", "json"},
            {"templates"},
            {"peers"},
            {"peers", "-f", "json"},
            {"block", "192.0.2.9", "--for", "1h"},
            {"block", "192.0.2.0/24", "--for", "1h", "--reason", "why"},
            {"unblock", "192.0.2.9"},
            {"allow", "192.0.2.10"},
            {"disallow", "192.0.2.10"},
            {"import", list},
            {"export"},
            {"export", "-f", "csv", "--allowed", "--blocked"},
            {"export", "-f", "nftables"},
            {"unblock", "--all"},
            {"disallow", "--all"}};
  }

  void Fill() {
    store::Segment& segment = file_->segment();
    for (uint32_t number = 1; number <= 200; ++number) {
      segment.message_templates().Note(number, number, "AH00128: File does not exist: /a", Level::kInfo,
                                       Now());
      segment.clients().BlockByHand(
          segment.clients().KeyOf(ClientAddress::FromWords(0, 0xFFFF0A000000 + number),
                                  store::ScopeHash("server")),
          0, After(Now(), Milliseconds(100'000)), Now());
      store::Incident incident;
      incident.time = incident.until = Now();
      incident.message = "a\x1b[2Jmessage";
      segment.incidents().Append(incident);
    }
    store::ShareStatus status;
    status.host = "web1";
    status.told = Now();
    status.peers.resize(5);
    for (store::SharePeer& peer : status.peers) peer.name = peer.reason = "web2";
    segment.share().SetGroup("shop");
    segment.share().Tell(status);
  }

  static void AssertPlain(const std::string& text) {
    for (std::size_t begin = 0; begin < text.size();) {
      std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string line = text.substr(begin, end - begin);
      if (line.ends_with('\r')) line.pop_back();  // of CSV
      CPPUNIT_ASSERT_MESSAGE(line, VisibleText(line) == line);
      begin = end + 1;
    }
  }

  void RunAll(std::size_t left_alone, int rounds) {
    Fill();
    const auto commands = Commands();
    const store::Scribbler scribbler(file_->memory.bytes(), left_alone);
    for (int round = 0; round < store::ScribbleRounds(rounds); ++round) {
      for (const std::vector<std::string>& command : commands) {
        const Ran ran = Tool(command);
        const std::string name = command[0] + ": " + ran.err;
        CPPUNIT_ASSERT_MESSAGE(name, ran.code >= 0 && ran.code <= 2);
        CPPUNIT_ASSERT_MESSAGE(name, ran.code == 0 || !ran.err.empty());
        AssertPlain(ran.out);
        AssertPlain(ran.err);
        const bool json = command.size() > 2 && command.back() == "json";
        CPPUNIT_ASSERT_MESSAGE(name, !json || ran.out.empty() || nlohmann::json::accept(ran.out));
      }
    }
  }

  void BehindItsHeader() { RunAll(kFixedWords, 2); }
  void AllOfIt() { RunAll(0, 1); }

  // As the parent's copy of it is, too, once it has been written.
  void SpoiltHeadersAreCalledThat() {
    for (std::size_t word = 0; word < kFixedWords - 1; ++word) {
      store::SharedWord& spoilt =
          *store::At<store::SharedWord>(file_->memory.bytes().data(), word * sizeof(uint64_t));
      const uint64_t before = spoilt.load(std::memory_order_relaxed);
      for (const uint64_t wild : {uint64_t{0}, ~uint64_t{0}, before ^ 8}) {
        if (wild == before) continue;
        spoilt.store(wild, std::memory_order_relaxed);
        file_->KeepAll(Now());
        const Ran ran = Tool({"status"});
        CPPUNIT_ASSERT_EQUAL_MESSAGE(std::to_string(word) + ran.out, 1, ran.code);
        CPPUNIT_ASSERT_MESSAGE(ran.err,
                               ran.err.find("httpd sets aside what does not fit") != std::string::npos);
      }
      spoilt.store(before, std::memory_order_relaxed);
    }
    file_->KeepAll(Now());
    CPPUNIT_ASSERT_EQUAL(0, Tool({"status"}).code);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScribbledServerTest);

}  // namespace
}  // namespace errwatch::cli
