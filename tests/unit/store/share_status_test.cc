#include "store/share_status.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstring>
#include <string>

#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class ShareStatusTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShareStatusTest);
  CPPUNIT_TEST(NothingIsSharedUntilAGroupIsSet);
  CPPUNIT_TEST(ComesBackAsTold);
  CPPUNIT_TEST(WhatNobodyTellsIsNotKnown);
  CPPUNIT_TEST(FewerThanBefore);
  CPPUNIT_TEST(PlacesAreBounded);
  CPPUNIT_TEST(WildMemoryIsSurvived);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{sizeof(ShareWords)};
  Share share_{region_.As<ShareWords>()};

  static SharePeer Named(const std::string& name, PeerState state = PeerState::kLive) {
    SharePeer peer;
    peer.name = name;
    peer.state = state;
    peer.seen = Tick{1234};
    At(peer.counts, ShareCount::kPoured) = 7;
    return peer;
  }
  static ShareStatus Told() {
    ShareStatus status;
    status.host = "web1";
    status.told = Tick{5000};
    status.since = Tick{4000};
    status.unsigned_last = Tick{4500};
    status.link = ShareLink::kTroubled;
    status.link_reason = "no answer";
    At(status.counts, ShareCount::kGiven) = 3;
    status.peers = {Named("web2"), Named("web3", PeerState::kCutOff)};
    status.peers[1].reason = "it floods";
    return status;
  }

  void NothingIsSharedUntilAGroupIsSet() {
    CPPUNIT_ASSERT_EQUAL(std::string(), share_.group());
    CPPUNIT_ASSERT(share_.All().told == Tick() && share_.All().peers.empty());
    share_.SetGroup("shop");
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), share_.All().group);
    share_.SetGroup("");
    CPPUNIT_ASSERT_EQUAL(std::string(), share_.group());
  }

  void ComesBackAsTold() {
    share_.SetGroup("shop");
    share_.Tell(Told());
    const ShareStatus found = share_.All();
    CPPUNIT_ASSERT(found.group == "shop" && found.host == "web1" && found.told == Tick{5000});
    CPPUNIT_ASSERT(found.since == Tick{4000} && found.unsigned_last == Tick{4500});
    CPPUNIT_ASSERT(found.link == ShareLink::kTroubled && found.link_reason == "no answer");
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, At(found.counts, ShareCount::kGiven));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, found.peers.size());
    CPPUNIT_ASSERT(found.peers[0].name == "web2" && found.peers[0].state == PeerState::kLive);
    CPPUNIT_ASSERT(found.peers[1].state == PeerState::kCutOff && found.peers[1].reason == "it floods");
    CPPUNIT_ASSERT(found.peers[1].seen == Tick{1234});
    CPPUNIT_ASSERT_EQUAL(uint64_t{7}, At(found.peers[1].counts, ShareCount::kPoured));
  }

  void WhatNobodyTellsIsNotKnown() {
    share_.Tell(Told());
    const ShareStatus late = share_.AsOf(Tick{6500});
    CPPUNIT_ASSERT(late.link == ShareLink::kTroubled && late.peers[0].state == PeerState::kLive);
    const ShareStatus found = share_.AsOf(Tick{6501});
    CPPUNIT_ASSERT(found.link == ShareLink::kUnknown && found.link_reason.empty());
    for (const SharePeer& peer : found.peers)
      CPPUNIT_ASSERT(peer.state == PeerState::kUnknown && peer.reason.empty() && peer.seen == Tick{1234});
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, At(found.counts, ShareCount::kGiven));
  }

  void FewerThanBefore() {
    share_.Tell(Told());
    ShareStatus fewer = Told();
    fewer.peers.pop_back();
    share_.Tell(fewer);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, share_.All().peers.size());
  }

  void PlacesAreBounded() {
    ShareStatus many = Told();
    many.peers.assign(kSharePeers + 5, Named(std::string(200, 'x')));
    many.unlisted = 2;
    share_.Tell(many);
    const ShareStatus found = share_.All();
    CPPUNIT_ASSERT_EQUAL(std::size_t{kSharePeers}, found.peers.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{7}, found.unlisted);
    CPPUNIT_ASSERT_EQUAL(std::string(kShareNameBytes, 'x'), found.peers[0].name);
  }

  void WildMemoryIsSurvived() {
    std::memset(region_.bytes().data(), 0xFF, sizeof(ShareWords));
    const ShareStatus found = share_.All();
    CPPUNIT_ASSERT_EQUAL(std::size_t{kSharePeers}, found.peers.size());
    CPPUNIT_ASSERT(found.peers[0].state == PeerState::kCutOff && found.link == ShareLink::kTroubled);
    CPPUNIT_ASSERT(found.told.value <= kMaxTick && found.group.size() <= kShareNameBytes);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ShareStatusTest);

}  // namespace
}  // namespace errwatch::store
