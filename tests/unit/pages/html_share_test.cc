#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "pages/render.h"
#include "unit/pages/page_section.h"
#include "unit/sample_snapshot.h"
#include "unit/text_assert.h"
#include "unit/well_formed_html.h"

namespace errwatch {
namespace {

using store::PeerState;
using store::ShareCount;

class HtmlShareTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HtmlShareTest);
  CPPUNIT_TEST(HostsAreAsErrwatchPeersCallsThem);
  CPPUNIT_TEST(NothingIsSaidOfNobody);
  CPPUNIT_TEST(OneIsOne);
  CPPUNIT_TEST_SUITE_END();

  static Snapshot Sharing() {
    Snapshot snapshot = SampleSnapshot();
    snapshot.share.group = "shop";
    snapshot.share.told = snapshot.now;
    snapshot.share.link = store::ShareLink::kConnected;
    snapshot.share.peers.resize(1);
    snapshot.share.peers[0].name = "web2";
    return snapshot;
  }
  // What the page has of other hosts.
  static std::string HostsOf(const Snapshot& snapshot) {
    const std::string page = RenderHtml(snapshot);
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(page));
    return Between(page, "<section id=\"hosts\"", "</section>");
  }

 public:
  void HostsAreAsErrwatchPeersCallsThem() {
    Snapshot snapshot = Sharing();
    const std::pair<PeerState, const char*> words[] = {{PeerState::kLive, ">live<"},
                                                       {PeerState::kGone, ">gone<"},
                                                       {PeerState::kCutOff, ">cut off<"},
                                                       {PeerState::kUnknown, ">not known<"}};
    for (const auto& [state, word] : words) {
      snapshot.share.peers[0].state = state;
      AssertContains(HostsOf(snapshot), word);
    }
  }

  void NothingIsSaidOfNobody() {
    const std::string hosts = HostsOf(Sharing());
    AssertContains(hosts, "Changes given to other hosts: 0.");
    AssertLacks(hosts, "too little");
    AssertLacks(hosts, "not listed");
  }

  void OneIsOne() {
    Snapshot snapshot = Sharing();
    snapshot.quiet_clients = 1;
    snapshot.share.unlisted = 1;
    At(snapshot.share.counts, ShareCount::kHeld) = 1;
    const std::string hosts = HostsOf(snapshot);
    AssertContains(hosts, "1 client has done too little here for others to be told of it.");
    AssertContains(hosts, "1 more host is not listed.");
    AssertContains(RenderHtml(snapshot), "1 more is remembered without a score");
    At(snapshot.share.counts, ShareCount::kHeld) = 2;
    AssertContains(HostsOf(snapshot), "2 clients have done too little here for others to be told of them.");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HtmlShareTest);

}  // namespace
}  // namespace errwatch
