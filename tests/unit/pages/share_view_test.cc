#include "pages/share_view.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

using store::PeerState;
using store::ShareCount;

class ShareViewTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShareViewTest);
  CPPUNIT_TEST(AsJson);
  CPPUNIT_TEST(NothingIsAmiss);
  CPPUNIT_TEST(WhatIsAmiss);
  CPPUNIT_TEST(WhoHasAnotherKey);
  CPPUNIT_TEST(WhoCannotBeToldApart);
  CPPUNIT_TEST(InOneWord);
  CPPUNIT_TEST_SUITE_END();

  const Tick now_{500'000'000};

  store::ShareStatus Sound() const {
    store::ShareStatus share;
    share.group = "shop";
    share.host = "web1";
    share.told = now_;
    share.link = store::ShareLink::kConnected;
    store::SharePeer peer;
    peer.name = "web2";
    peer.state = PeerState::kLive;
    peer.seen = now_;
    At(peer.counts, ShareCount::kLetIn) = 4;
    share.peers.push_back(peer);
    return share;
  }
  std::string Warned(const store::ShareStatus& share) const {
    std::string all;
    for (const std::string& warning : ShareWarnings(share, now_, Language::kEnglish)) all += warning + "|";
    return all;
  }

  void AsJson() {
    store::ShareStatus share = Sound();
    share.peers[0].reason = "it floods";
    const auto json = ShareJson(share, now_);
    CPPUNIT_ASSERT(json["state"] == "connected" &&
                   ShareJson(share, Tick{now_.value + 1501})["state"] == "not_running");
    CPPUNIT_ASSERT(json["group"] == "shop" && json["link"] == "connected" && !json.contains("link_reason"));
    CPPUNIT_ASSERT(json["given"] == 0 && json["peers"][0]["let_in"] == 4);
    CPPUNIT_ASSERT(json["peers"][0]["state"] == "live" && json["peers"][0]["reason"] == "it floods");
    CPPUNIT_ASSERT(!json["peers"][0].contains("held"));
    CPPUNIT_ASSERT(!json.contains("since") && !json.contains("unsigned_last"));
    share.since = share.unsigned_last = now_;
    CPPUNIT_ASSERT(ShareJson(share, now_)["since"] == json["told"] &&
                   ShareJson(share, now_)["unsigned_last"] == json["told"]);
  }

  void NothingIsAmiss() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Warned(Sound()));
    CPPUNIT_ASSERT_EQUAL(std::string(), Warned({}));
    store::ShareStatus gone = Sound();
    gone.peers[0].state = PeerState::kGone;  // it may have been switched off
    CPPUNIT_ASSERT_EQUAL(std::string(), Warned(gone));
  }

  void WhatIsAmiss() {
    const auto has = [this](const store::ShareStatus& share, const char* text) {
      return Warned(share).find(text) != std::string::npos;
    };
    store::ShareStatus share = Sound();
    share.told = Tick();
    CPPUNIT_ASSERT(has(share, "shop: errwatch-share has not run yet"));
    share.told = Tick{now_.value - 1501};
    CPPUNIT_ASSERT(has(share, "Nothing has been shared with other hosts of shop since "));
    CPPUNIT_ASSERT(has(share, "errwatch-share does not run"));
    share.told = Tick{now_.value - 1499};
    CPPUNIT_ASSERT_EQUAL(std::string(), Warned(share));
    share.link = store::ShareLink::kTroubled;
    share.link_reason = "no route";
    share.peers[0].state = PeerState::kCutOff;
    share.peers[0].reason = "it floods";
    At(share.counts, ShareCount::kLost) = 1200;
    CPPUNIT_ASSERT(has(share, "not reached, each counts by itself: no route|"));
    CPPUNIT_ASSERT(has(share, "Host web2 is cut off, nothing that it says is taken in: it floods|"));
    CPPUNIT_ASSERT(has(share, "1,200 changes were lost"));
    At(share.counts, ShareCount::kLost) = 1;
    CPPUNIT_ASSERT(has(share, "1 change was lost before other hosts heard of it."));
  }

  // Both sides see it: whose key is another one hears nobody, and is heard by nobody.
  void WhoHasAnotherKey() {
    store::ShareStatus share = Sound();
    At(share.counts, ShareCount::kUnsigned) = 1500;
    share.unsigned_last = Tick{now_.value - 60'000};
    CPPUNIT_ASSERT(Warned(share).starts_with("1,500 messages are not signed with the key of group shop"));
    At(share.counts, ShareCount::kUnsigned) = 1;
    CPPUNIT_ASSERT(Warned(share).starts_with("1 message is not signed with the key of group shop"));
    share.unsigned_last = Tick{now_.value - 60'001};  // before the key was changed, on all hosts
    CPPUNIT_ASSERT_EQUAL(std::string(), Warned(share));
  }

  void WhoCannotBeToldApart() {
    store::ShareStatus share = Sound();
    share.peers[0].reason = "two sidecars call themselves so";
    CPPUNIT_ASSERT_EQUAL(
        std::string("Host web2 and another one cannot be told apart: two sidecars call themselves so|"),
        Warned(share));
    share = Sound();
    share.link_reason = "another sidecar calls itself web1, too";
    CPPUNIT_ASSERT_EQUAL(std::string("This host and another one of shop cannot be told apart: another "
                                     "sidecar calls itself web1, too|"),
                         Warned(share));
  }

  void InOneWord() {
    store::ShareStatus share = Sound();
    CPPUNIT_ASSERT_EQUAL(std::string("connected"), std::string(ShareStateName(share, now_)));
    share.link = store::ShareLink::kTroubled;
    CPPUNIT_ASSERT_EQUAL(std::string("troubled"), std::string(ShareStateName(share, now_)));
    share.told = Tick{now_.value - 1501};
    CPPUNIT_ASSERT_EQUAL(std::string("not_running"), std::string(ShareStateName(share, now_)));
    share.told = Tick();
    CPPUNIT_ASSERT_EQUAL(std::string("not_running"), std::string(ShareStateName(share, now_)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ShareViewTest);

}  // namespace
}  // namespace errwatch
