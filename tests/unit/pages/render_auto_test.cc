#include <cppunit/extensions/HelperMacros.h>

#include <sstream>

#include "pages/render.h"
#include "unit/sample_snapshot.h"

namespace errwatch {
namespace {

std::vector<std::string> LinesOf(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

class RenderAutoTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RenderAutoTest);
  CPPUNIT_TEST(GivesALineAValue);
  CPPUNIT_TEST(SaysHowSharingIs);
  CPPUNIT_TEST(KeepsHostileTextOnItsLine);
  CPPUNIT_TEST(RendersAnEmptySnapshot);
  CPPUNIT_TEST_SUITE_END();

  void GivesALineAValue() {
    const std::string text = "\n" + RenderAuto(SampleSnapshot());
    for (const char* line :
         {"ErrWatchVersion: 0.1.0", "ErrWatchStateFile: /run/apache2/errwatch.state",
          "ErrWatchNow: 2026-11-22T10:00:00.120Z", "ErrWatchStarted: 2026-11-19T08:00:00.120Z",
          "ErrWatchGeneration: 4", "ErrWatchJit: 1", "ErrWatchClients: 1873", "ErrWatchClientCapacity: 65536",
          "ErrWatchBlockedClients: 2", "ErrWatchEntries: 1204331", "ErrWatchBlockedByHand: 1",
          "ErrWatchCategorySqlInjection: 412", "ErrWatchCategoryXss: 0", "ErrWatchHiddenRules: 3",
          "ErrWatchWarnings: 1"}) {
      CPPUNIT_ASSERT_MESSAGE(line, text.find("\n" + std::string(line) + "\n") != std::string::npos);
    }
  }

  void SaysHowSharingIs() {
    Snapshot snapshot = SampleSnapshot();
    CPPUNIT_ASSERT(RenderAuto(snapshot).find("ErrWatchShare") == std::string::npos);
    snapshot.share.group = "shop";
    snapshot.share.told = snapshot.now;
    snapshot.share.link = store::ShareLink::kConnected;
    snapshot.share.peers.resize(3);
    snapshot.share.peers[0].state = snapshot.share.peers[1].state = store::PeerState::kLive;
    At(snapshot.share.counts, store::ShareCount::kUnsigned) = 4;
    const std::string text = RenderAuto(snapshot);
    for (const char* line :
         {"ErrWatchShareGroup: shop", "ErrWatchShareState: connected", "ErrWatchSharePeersLive: 2",
          "ErrWatchSharePeersGone: 1", "ErrWatchSharePeersCutOff: 0", "ErrWatchSharePeersUnknown: 0",
          "ErrWatchShareGiven: 0", "ErrWatchShareUnsigned: 4"}) {
      CPPUNIT_ASSERT_MESSAGE(text, text.find("\n" + std::string(line) + "\n") != std::string::npos);
    }
  }

  void KeepsHostileTextOnItsLine() {
    Snapshot snapshot = SampleSnapshot();
    const std::size_t lines = LinesOf(RenderAuto(snapshot)).size();
    ForEachText(snapshot, [](std::string& text) { text += "\nErrWatchEvil: 1\r\n\xff"; });
    const std::vector<std::string> hostile = LinesOf(RenderAuto(snapshot));
    CPPUNIT_ASSERT_EQUAL(lines, hostile.size());
    for (const std::string& line : hostile) {
      CPPUNIT_ASSERT_MESSAGE(line, line.starts_with("ErrWatch") && !line.starts_with("ErrWatchEvil"));
      const std::size_t colon = line.find(": ");
      CPPUNIT_ASSERT_MESSAGE(line, colon != std::string::npos);
      for (const char c : line.substr(0, colon))
        CPPUNIT_ASSERT_MESSAGE(line, std::isalnum(static_cast<unsigned char>(c)));
    }
  }

  void RendersAnEmptySnapshot() {
    const std::string text = RenderAuto(Snapshot());
    CPPUNIT_ASSERT(text.find("ErrWatchBlockedClients: 0\n") != std::string::npos);
    CPPUNIT_ASSERT(text.find("Started") == std::string::npos);
    CPPUNIT_ASSERT(text.find("StateFile") == std::string::npos);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RenderAutoTest);

}  // namespace
}  // namespace errwatch
