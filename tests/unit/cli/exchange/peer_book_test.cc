#include "cli/exchange/peer_book.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class PeerBookTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(PeerBookTest);
  CPPUNIT_TEST(WhoLivesCounts);
  CPPUNIT_TEST(HowTheTransportIs);
  CPPUNIT_TEST(WhatIsNotSigned);
  CPPUNIT_TEST(WhatCameFromEach);
  CPPUNIT_TEST(NonsenseChangesNothing);
  CPPUNIT_TEST(ManyAreCounted);
  CPPUNIT_TEST_SUITE_END();

  const Tick now_{500'000'000};
  const LimitsByScope limits_{nullptr, {DefaultLimits(), BlockPolicy{}}};
  Decisions decisions_;
  std::unique_ptr<WritableServer> server_;
  std::optional<Inbox> inbox_;
  PeerBook book_{"", Tick{499'000'000}};

 public:
  void setUp() override {
    ServerFixture::setUp();
    LiveOptions options;
    options.state = state_;
    auto attached = WritableServer::Attach(options);
    CPPUNIT_ASSERT(attached.ok());
    server_ = std::move(attached).value();
    inbox_.emplace(*server_, limits_, decisions_);
  }

 private:
  bool Take(const std::string& line) { return book_.Take(nlohmann::json::parse(line), now_); }
  store::ShareStatus Status() const { return book_.Status(*inbox_, now_); }

  void WhoLivesCounts() {
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, book_.hosts());
    CPPUNIT_ASSERT(Take(R"({"peers":[{"host":"web2","state":"live","seen_ms":1000,"reason":""},)"
                        R"({"host":"web3","state":"gone","seen_ms":60000},)"
                        R"({"host":"web4","state":"cut_off","seen_ms":0,"reason":"it floods"}]})"));
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, book_.hosts());
    const store::ShareStatus status = Status();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, status.peers.size());
    CPPUNIT_ASSERT(status.told == now_ && status.peers[0].seen == Tick{now_.value - 100});
    CPPUNIT_ASSERT(status.peers[1].state == store::PeerState::kGone);
    CPPUNIT_ASSERT(status.peers[2].state == store::PeerState::kCutOff &&
                   status.peers[2].reason == "it floods");
  }

  void HowTheTransportIs() {
    CPPUNIT_ASSERT(Status().link == store::ShareLink::kUnknown);
    CPPUNIT_ASSERT(Take(R"({"transport":{"state":"connected","reason":"","host":"web1","backlog":3}})"));
    CPPUNIT_ASSERT(Status().link == store::ShareLink::kConnected && Status().host == "web1");
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, At(Status().counts, store::ShareCount::kBacklog));
    CPPUNIT_ASSERT(Take(R"({"transport":{"state":"waiting","reason":"refused","dropped":2}})"));
    CPPUNIT_ASSERT(Status().link == store::ShareLink::kTroubled && Status().link_reason == "refused");
  }

  void WhatIsNotSigned() {
    CPPUNIT_ASSERT(Status().since == Tick{499'000'000} && Status().unsigned_last == Tick());
    CPPUNIT_ASSERT(Take(R"({"transport":{"state":"connected","unsigned":3,"unsigned_ms":2000}})"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, At(Status().counts, store::ShareCount::kUnsigned));
    CPPUNIT_ASSERT(Status().unsigned_last == Tick{now_.value - 200});
    CPPUNIT_ASSERT(Take(R"({"transport":{"state":"connected","unsigned":0}})"));
    CPPUNIT_ASSERT(Status().unsigned_last == Tick());
  }

  void WhatCameFromEach() {
    inbox_->Apply(nlohmann::json::parse(R"({"host":"web2","seq":5,"shard":0,"changes":[7]})"), now_);
    Take(R"({"peers":[{"host":"web2","state":"live","seen_ms":0},{"host":"web3","state":"live"}]})");
    const store::ShareStatus status = Status();
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, At(status.peers[0].counts, store::ShareCount::kUnusable));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, At(status.peers[1].counts, store::ShareCount::kUnusable));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, At(status.counts, store::ShareCount::kMessages));
  }

  void NonsenseChangesNothing() {
    CPPUNIT_ASSERT(!Take(R"({"peers":7})") && !Take(R"({"transport":[]})") && !Take("{}"));
    CPPUNIT_ASSERT(Take(R"({"peers":[7,{},{"host":3},{"host":"web2","state":"odd","seen_ms":-5}]})"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Status().peers.size());
    CPPUNIT_ASSERT(Status().peers[0].state == store::PeerState::kGone);
  }

  void ManyAreCounted() {
    nlohmann::json peers = nlohmann::json::array();
    for (int i = 0; i < 300; ++i) peers.push_back({{"host", "web" + std::to_string(i)}, {"state", "live"}});
    CPPUNIT_ASSERT(book_.Take({{"peers", peers}}, now_));
    CPPUNIT_ASSERT_EQUAL(uint32_t{301}, book_.hosts());
    CPPUNIT_ASSERT_EQUAL(std::size_t{store::kSharePeers}, Status().peers.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{300 - store::kSharePeers}, Status().unlisted);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PeerBookTest);

}  // namespace
}  // namespace errwatch::cli
