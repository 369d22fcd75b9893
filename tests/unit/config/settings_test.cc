#include "config/settings.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

// A Setting that ForEach does not list is never merged. The sizes make that visible: the listed members, and
// those that are merged by hand, must fill the struct.
// Whoever adds a member adds it to ForEach, or below and to the merge.
template <typename T>
constexpr size_t ListedBytes() {
  size_t bytes = 0;
  T::ForEach([&]<typename Member>(Member T::*) { bytes += sizeof(Member); });
  return bytes;
}
constexpr size_t kMergedByHand = sizeof(ServerSettings::rules) + sizeof(ServerSettings::added_words) +
                                 sizeof(ServerSettings::removals) + sizeof(ServerSettings::replaced) +
                                 sizeof(ServerSettings::allow) + sizeof(ServerSettings::trusted_proxies) +
                                 sizeof(ServerSettings::limits) + sizeof(ServerSettings::event_logs);
static_assert(ListedBytes<ServerSettings>() + kMergedByHand == sizeof(ServerSettings),
              "a member is not merged");
static_assert(ListedBytes<DirectorySettings>() + sizeof(DirectorySettings::removals) ==
                  sizeof(DirectorySettings),
              "a member is not merged");

template <typename T>
int CountListed() {
  int count = 0;
  T::ForEach([&](auto) { ++count; });
  return count;
}

// Sets each member alone, outside and inside,
// and looks that it arrives in the merge and that no other one is touched.
template <typename T, typename Merge>
void CheckEachMember(Merge merge) {
  int position = 0;
  T::ForEach([&](auto member) {
    const std::string name = "member " + std::to_string(position++);
    T set;
    (set.*member).Set((set.*member).value, "here:1");
    T elsewhere;
    (elsewhere.*member).Set((elsewhere.*member).value, "there:2");
    CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string("here:1"), (merge(set, T()).*member).origin);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string("here:1"), (merge(T(), set).*member).origin);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string("there:2"), (merge(set, elsewhere).*member).origin);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string("here:1"), (merge(elsewhere, set).*member).origin);
    int touched = 0;
    T::ForEach([&](auto other) { touched += (merge(set, T()).*other).is_set; });
    CPPUNIT_ASSERT_EQUAL_MESSAGE(name, 1, touched);
  });
}

Rule RuleOf(uint32_t id) {
  Rule rule;
  rule.id = id;
  return rule;
}

class SettingsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SettingsTest);
  CPPUNIT_TEST(EveryServerMemberIsMerged);
  CPPUNIT_TEST(EveryDirectoryMemberIsMerged);
  CPPUNIT_TEST(ValuesTravelWithTheSetting);
  CPPUNIT_TEST(ListsAddUpOuterFirst);
  CPPUNIT_TEST(LimitsAreMergedPerCategory);
  CPPUNIT_TEST(LimitsResolveOverDefaults);
  CPPUNIT_TEST(MergeOfThreeLevels);
  CPPUNIT_TEST(CrawlersWithoutEffectAreTold);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EveryServerMemberIsMerged() {
    CheckEachMember<ServerSettings>(MergeServer);
    CPPUNIT_ASSERT_EQUAL(15, CountListed<ServerSettings>());
  }

  void EveryDirectoryMemberIsMerged() {
    CheckEachMember<DirectorySettings>(MergeDirectory);
    CPPUNIT_ASSERT_EQUAL(3, CountListed<DirectorySettings>());
  }

  void ValuesTravelWithTheSetting() {
    ServerSettings outer;
    outer.status_codes.Set({404}, "o");
    outer.scope.Set("shop", "o");
    ServerSettings inner;
    inner.status_codes.Set({}, "i");
    const ServerSettings merged = MergeServer(outer, inner);
    CPPUNIT_ASSERT(merged.status_codes.value.empty());  // "none" inside wins over a list outside
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), merged.scope.value);
    CPPUNIT_ASSERT_EQUAL(kDefaultClients, merged.clients.value);
  }

  void ListsAddUpOuterFirst() {
    ServerSettings outer;
    outer.rules = {RuleOf(1), RuleOf(2)};
    outer.added_words = {{"tools", {"nikto"}, ""}};
    outer.replaced = {{"ErrWatchScope", "a:1", "a:2"}};
    outer.removals = {{10, 20}};
    CPPUNIT_ASSERT(outer.allow.Add("192.0.2.1").ok() && outer.trusted_proxies.Add("10.0.0.1").ok());
    ServerSettings inner;
    inner.rules = {RuleOf(3)};
    inner.added_words = {{"shells", {"c99"}, ""}};
    inner.replaced = {{"ErrWatchGate", "b:1", "b:2"}};
    outer.event_logs = {{EventSink::kSyslog, "local1"}};
    inner.event_logs = {{EventSink::kSyslog, "local2"}};
    inner.removals = {{30, 40}};
    CPPUNIT_ASSERT(inner.allow.Add("192.0.2.2").ok() && inner.trusted_proxies.Add("10.0.0.2").ok());

    const ServerSettings merged = MergeServer(outer, inner);
    CPPUNIT_ASSERT_EQUAL(size_t{3}, merged.rules.size());
    for (uint32_t i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(i + 1, merged.rules[i].id);
    CPPUNIT_ASSERT_EQUAL(size_t{2}, merged.removals.size());
    CPPUNIT_ASSERT_EQUAL(10U, merged.removals[0].first);
    CPPUNIT_ASSERT_EQUAL(size_t{2}, merged.added_words.size());
    CPPUNIT_ASSERT(merged.event_logs.size() == 2 && merged.event_logs[1].target == "local2");
    CPPUNIT_ASSERT(merged.replaced.size() == 2 && merged.replaced[1].directive == "ErrWatchGate");
    CPPUNIT_ASSERT_EQUAL(std::string("shells"), merged.added_words[1].list);
    CPPUNIT_ASSERT_EQUAL(30U, merged.removals[1].first);
    for (const char* address : {"192.0.2.1", "192.0.2.2"})
      CPPUNIT_ASSERT(merged.allow.Contains(*ClientAddress::Parse(address)));
    for (const char* address : {"10.0.0.1", "10.0.0.2"}) {
      CPPUNIT_ASSERT(merged.trusted_proxies.Contains(*ClientAddress::Parse(address)));
      CPPUNIT_ASSERT(!merged.allow.Contains(*ClientAddress::Parse(address)));
    }

    DirectorySettings outside;
    outside.removals = {{1, 1}};
    DirectorySettings inside;
    inside.removals = {{2, 2}};
    const DirectorySettings directory = MergeDirectory(outside, inside);
    CPPUNIT_ASSERT_EQUAL(size_t{2}, directory.removals.size());
    CPPUNIT_ASSERT_EQUAL(1U, directory.removals[0].first);
  }

  void LimitsAreMergedPerCategory() {
    const Limit one{{1, 100}, Milliseconds(-1)};
    const Limit two{{2, 200}, Milliseconds(-1)};
    for (size_t i = 0; i < kCategoryCount; ++i) {
      ServerSettings outer;
      ServerSettings inner;
      outer.limits.category[i].Set(one, "o");
      CPPUNIT_ASSERT(MergeServer(outer, inner).limits.category[i].value == one);
      inner.limits.category[i].Set(two, "i");
      CPPUNIT_ASSERT(MergeServer(outer, inner).limits.category[i].value == two);
      inner.limits.any.Set(two, "i");
      outer.limits.category[(i + 1) % kCategoryCount].Set(one, "o");
      const LimitSettings merged = MergeServer(outer, inner).limits;
      CPPUNIT_ASSERT(merged.any.value == two);
      CPPUNIT_ASSERT(merged.category[(i + 1) % kCategoryCount].value == one);
    }
    ServerSettings outer;
    outer.limits.any.Set(one, "o");
    CPPUNIT_ASSERT(MergeServer(outer, {}).limits.any.value == one);
  }

  void LimitsResolveOverDefaults() {
    LimitSettings settings;
    for (size_t i = 0; i < kCategoryCount; ++i) {
      CPPUNIT_ASSERT(ResolveLimits(settings).category[i] == DefaultLimits().category[i]);
    }
    CPPUNIT_ASSERT(ResolveLimits(settings).any == DefaultLimits().any);
    settings.category[static_cast<size_t>(Category::kVulnScan)].Set({}, "none");
    settings.any.Set({{7, 700}, Milliseconds(0)}, "any");
    const Limits limits = ResolveLimits(settings);
    CPPUNIT_ASSERT_EQUAL(0U, limits[Category::kVulnScan].shape.capacity);  // off, not the default
    CPPUNIT_ASSERT_EQUAL(7U, limits.any.shape.capacity);
    CPPUNIT_ASSERT(limits[Category::kXss] == DefaultLimits()[Category::kXss]);
  }

  void MergeOfThreeLevels() {
    ServerSettings a;
    a.inspect.Set(Inspect::kAll, "a");
    ServerSettings b;
    b.gate.Set(kGateEarly, "b");
    ServerSettings c;
    c.forgive.Set(false, "c");
    c.anomalies.Set(true, "c");
    const ServerSettings left = MergeServer(MergeServer(a, b), c);
    const ServerSettings right = MergeServer(a, MergeServer(b, c));
    for (const ServerSettings& merged : {left, right}) {
      CPPUNIT_ASSERT(merged.inspect.value == Inspect::kAll);
      CPPUNIT_ASSERT_EQUAL(uint8_t{kGateEarly}, merged.gate.value);
      CPPUNIT_ASSERT(!merged.forgive.value);
      CPPUNIT_ASSERT(merged.anomalies.value);
    }
  }

  void CrawlersWithoutEffectAreTold() {
    CrawlerSetting setting;
    CPPUNIT_ASSERT(CrawlersWithoutEffect(setting).empty());  // the built-in list
    const auto told = [&](std::vector<Crawler> crawlers, bool verify) {
      setting.list = std::make_shared<CrawlerList>(std::move(crawlers));
      setting.verify = verify;
      return CrawlersWithoutEffect(setting);
    };
    for (const bool verify : {true, false})
      CPPUNIT_ASSERT(told({}, verify).find("is empty") != std::string::npos);
    CPPUNIT_ASSERT(told({{"GPTBot", {}}}, true).find("names no domain") != std::string::npos);
    CPPUNIT_ASSERT(told({{"GPTBot", {}}}, false).empty());
    CPPUNIT_ASSERT(told({{"GPTBot", {}}, {"Googlebot", {"googlebot.com"}}}, true).empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SettingsTest);

}  // namespace
}  // namespace errwatch
