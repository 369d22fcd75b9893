#include "cli/exchange/scope_limits.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class ScopeLimitsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScopeLimitsTest);
  CPPUNIT_TEST(WithoutAConfiguration);
  CPPUNIT_TEST(TheMostGenerousOfAScope);
  CPPUNIT_TEST(WhatNeverBlocksIsTheMostGenerous);
  CPPUNIT_TEST_SUITE_END();

  static constexpr Category kCategory = Category::kXss;
  Configuration configuration_;

  static ServerSettings Server(const std::string& scope, uint32_t capacity, uint64_t window) {
    ServerSettings server;
    server.scope.value = scope;
    Limit limit;
    limit.shape = {capacity, window};
    Setting<Limit>& setting = server.limits.category[static_cast<std::size_t>(kCategory)];
    setting.value = limit;
    setting.is_set = true;
    return server;
  }
  void Add(const std::string& scope, uint32_t capacity, uint64_t window) {
    VirtualHost vhost;
    vhost.server = Server(scope, capacity, window);
    configuration_.vhosts.push_back(vhost);
  }
  BucketShape ShapeIn(const std::string& scope) const {
    return LimitsByScope(&configuration_, {DefaultLimits(), BlockPolicy{}}).Of(scope).limits[kCategory].shape;
  }

  void WithoutAConfiguration() {
    const LimitsByScope limits(nullptr, {DefaultLimits(), BlockPolicy{}});
    CPPUNIT_ASSERT(limits.Of("shop").limits[kCategory].shape == DefaultLimits()[kCategory].shape);
  }

  void TheMostGenerousOfAScope() {
    configuration_.server = Server("server", 5, 60'000);
    Add("shop", 10, 60'000);
    Add("shop", 20, 60'000);
    Add("shop", 20, 6'000);
    Add("shop", 7, 6'000);
    CPPUNIT_ASSERT((ShapeIn("shop") == BucketShape{20, 6'000}));
    CPPUNIT_ASSERT((ShapeIn("server") == BucketShape{5, 60'000}));
    CPPUNIT_ASSERT(ShapeIn("nowhere") == DefaultLimits()[kCategory].shape);
  }

  void WhatNeverBlocksIsTheMostGenerous() {
    Add("shop", 10, 60'000);
    Add("shop", 0, 0);
    Add("shop", 900, 60'000);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, ShapeIn("shop").capacity);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScopeLimitsTest);

}  // namespace
}  // namespace errwatch::cli
