#include "httpd/reverse_lookups.h"

#include <arpa/inet.h>
#include <cppunit/extensions/HelperMacros.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "httpd/crawler_check.h"
#include "unit/memory_region.h"

namespace errwatch::httpd {
namespace {

// A name server that never answers. What one answers is tested with a real httpd
// (tests/integration/test_82_crawlers.py).
class SilentServer {
 public:
  SilentServer() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t bytes = sizeof address;
    bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &bytes);
    name_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~SilentServer() { Close(); }
  void Close() {
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
  }
  const std::string& name() const { return name_; }

 private:
  int socket_ = socket(AF_INET, SOCK_DGRAM, 0);
  std::string name_;
};

class ReverseLookupsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReverseLookupsTest);
  CPPUNIT_TEST(NonsenseIsNoResolver);
  CPPUNIT_TEST(NothingUnderWayMeansNoWait);
  CPPUNIT_TEST(SilenceIsWaitedForAMomentOnly);
  CPPUNIT_TEST(WhereNobodyListensNobodyCanTell);
  CPPUNIT_TEST_SUITE_END();

  const CrawlerList list_{{{"Googlebot", {"googlebot.com"}}}};
  SilentServer server_;

 public:
  void NonsenseIsNoResolver() {
    const auto lookups = ReverseLookups::Open("nonsense:53");
    CPPUNIT_ASSERT(!lookups.ok() && lookups.error().find("nonsense:53") != std::string::npos);
  }

  void NothingUnderWayMeansNoWait() {
    auto lookups = ReverseLookups::Open(server_.name());
    CPPUNIT_ASSERT(lookups.ok());
    CPPUNIT_ASSERT(lookups.value()->Take(Milliseconds(60'000)).empty());
  }

  void SilenceIsWaitedForAMomentOnly() {
    auto lookups = ReverseLookups::Open(server_.name());
    lookups.value()->Ask(7, *ClientAddress::Parse("192.0.2.1"), list_.all()[0]);
    const auto began = std::chrono::steady_clock::now();
    CPPUNIT_ASSERT(lookups.value()->Take(Milliseconds(50)).empty());
    CPPUNIT_ASSERT(std::chrono::steady_clock::now() - began < std::chrono::seconds(2));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lookups.value()->under_way());
  }

  void WhereNobodyListensNobodyCanTell() {
    server_.Close();
    store::TestSegment segment{store::SmallGeometry(1)};
    CrawlerCheck check(*segment, list_);
    CPPUNIT_ASSERT(check.Open(server_.name()).ok());
    const Tick now{100'000'000};
    for (uint32_t client = 0; client < 100; ++client)  // more than are asked at once
      segment->crawler_claims().Ask(store::ClientNumber(client), list_, list_.all()[0], now);
    const uint64_t dropped = segment->counters().Sum(store::Counter::kCrawlerQuestionsDropped);
    const auto undecided = [&] { return segment->counters().Sum(store::Counter::kCrawlersUndecided); };
    for (int i = 0; i < 100 && undecided() + dropped < 100; ++i) check.Run(now);
    CPPUNIT_ASSERT_EQUAL(uint64_t{100} - dropped, undecided());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReverseLookupsTest);

}  // namespace
}  // namespace errwatch::httpd
