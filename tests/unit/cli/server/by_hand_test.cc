#include "cli/server/by_hand.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <memory>
#include <optional>

#include "unit/captured_output.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class ByHandTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(ByHandTest);
  CPPUNIT_TEST(TellsWhatCameOfIt);
  CPPUNIT_TEST(TellsWhyNot);
  CPPUNIT_TEST(PrintsNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TellsWhatCameOfIt() {
    auto outcome = BlockByHand(Block("2001:db8::7"));
    const auto* done = std::get_if<BlockedByHand>(&outcome);
    CPPUNIT_ASSERT(done != nullptr && done->denied && !done->would_be_denied);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/64"), done->client.address.ToString());
    CPPUNIT_ASSERT(TextOf(*done).starts_with("2001:db8::/64 is blocked until ") && done->remark.empty());
    auto freed = UnblockByHand(Unblock("2001:db8::9"));
    const auto* clients = std::get_if<UnblockedByHand>(&freed);
    CPPUNIT_ASSERT(clients != nullptr && clients->clients.size() == 1);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/64 may come again"), UnblockedText(clients->clients[0]));
  }

  void TellsWhyNot() {
    auto blocked = BlockByHand(Block("nobody"));
    const auto* refusal = std::get_if<Refusal>(&blocked);
    CPPUNIT_ASSERT(refusal != nullptr && refusal->code == kExitUsage);
    CPPUNIT_ASSERT(refusal->text.find("is no address") != std::string::npos);
    auto freed = UnblockByHand(Unblock("192.0.2.4"));
    refusal = std::get_if<Refusal>(&freed);
    CPPUNIT_ASSERT(refusal != nullptr && refusal->code == kExitNothing);
    UnblockOptions everybody = Unblock("");
    everybody.all = true;
    freed = UnblockByHand(everybody);
    refusal = std::get_if<Refusal>(&freed);
    CPPUNIT_ASSERT(refusal != nullptr && refusal->code == kExitDone);
  }

  // A screen would be spoiled by it.
  void PrintsNothing() {
    CapturedOutput captured;
    BlockByHand(Block("192.0.2.4"));
    BlockByHand(Block("nobody"));
    UnblockByHand(Unblock("192.0.2.4"));
    UnblockByHand(Unblock("192.0.2.4"));
    captured.Stop();
    CPPUNIT_ASSERT_EQUAL(std::string(), captured.out + captured.err);
  }

 private:
  BlockOptions Block(const std::string& address) const {
    BlockOptions options;
    options.live.state = state_;
    options.address = address;
    return options;
  }
  UnblockOptions Unblock(const std::string& address) const {
    UnblockOptions options;
    options.live.state = state_;
    options.address = address;
    return options;
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ByHandTest);

}  // namespace
}  // namespace errwatch::cli
