#include "cli/logs/entry_filter.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kMidnightUs = 1'795'305'600'000'000;  // 2026-11-22T00:00:00Z

using Edit = void (*)(FilterOptions&);

EntryFilter Make(Edit edit) {
  FilterOptions options;
  edit(options);
  Result<EntryFilter> made = EntryFilter::Make(options, kNowUs);
  CPPUNIT_ASSERT_MESSAGE(made ? "" : made.error(), made.ok());
  return std::move(made).value();
}

EntryReader::Read ReadOf(const char* client, std::optional<Level> level = {},
                         std::optional<int64_t> time = {}) {
  EntryReader::Read read;
  if (*client != '\0') read.client = *ClientAddress::Parse(client);
  read.level = level;
  read.time = time;
  return read;
}

Classification What(Category category, std::initializer_list<Category> also,
                    std::initializer_list<uint32_t> rules) {
  Classification what;
  what.category = category;
  for (const Category other : also) what.also.Add(other);
  for (const uint32_t rule : rules) what.rules[what.rule_count++] = rule;
  return what;
}

class EntryFilterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EntryFilterTest);
  CPPUNIT_TEST(NothingGivenLetsEverythingPass);
  CPPUNIT_TEST(Clients);
  CPPUNIT_TEST(Times);
  CPPUNIT_TEST(TimesWithoutAZoneAreLocal);
  CPPUNIT_TEST(Levels);
  CPPUNIT_TEST(Categories);
  CPPUNIT_TEST(Rules);
  CPPUNIT_TEST(EveryConditionMustHold);
  CPPUNIT_TEST(RefusesWithTheOptionsName);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { ::setenv("TZ", "UTC", 1); }

  void NothingGivenLetsEverythingPass() {
    const EntryFilter filter = Make([](FilterOptions&) {});
    CPPUNIT_ASSERT(filter.Passes(ReadOf("")) && filter.Passes(ReadOf("192.0.2.4", Level::kDebug, kTenUs)));
    CPPUNIT_ASSERT(filter.Passes(What(Category::kBenign, {}, {})));
    CPPUNIT_ASSERT(filter.Passes(What(Category::kXss, {}, {1})));
  }

  void Clients() {
    const EntryFilter filter = Make([](FilterOptions& o) {
      o.clients = {"192.0.2.4", "198.51.100.0/24", "2001:db8::/32"};
    });
    for (const char* in : {"192.0.2.4", "::ffff:192.0.2.4", "198.51.100.255", "2001:db8:ffff::1"})
      CPPUNIT_ASSERT_MESSAGE(in, filter.Passes(ReadOf(in)));
    for (const char* out : {"192.0.2.5", "198.51.101.0", "2001:db9::1", ""})
      CPPUNIT_ASSERT_MESSAGE(out, !filter.Passes(ReadOf(out)));
    // an entry about no client is nobody's, whatever the range
    CPPUNIT_ASSERT(!Make([](FilterOptions& o) { o.clients = {"0.0.0.0/0"}; }).Passes(ReadOf("")));
  }

  void Times() {
    const EntryFilter filter = Make([](FilterOptions& o) {
      o.since = "2026-11-22T10:00:00Z";
      o.until = "2026-11-22T10:00:01Z";
    });
    const auto passes = [&](int64_t time) { return filter.Passes(ReadOf("192.0.2.4", {}, time)); };
    CPPUNIT_ASSERT(!passes(kTenUs - 1) && passes(kTenUs) && passes(kTenUs + 999'999) &&
                   !passes(kTenUs + 1'000'000));
    CPPUNIT_ASSERT(!filter.Passes(ReadOf("192.0.2.4")));  // when it happened is not known
    const EntryFilter day = Make([](FilterOptions& o) {
      o.since = "2026-11-22";
      o.until = "2026-11-23";
    });
    CPPUNIT_ASSERT(day.Passes(ReadOf("", {}, kMidnightUs)) && !day.Passes(ReadOf("", {}, kMidnightUs - 1)));
    CPPUNIT_ASSERT(!day.Passes(ReadOf("", {}, kMidnightUs + 86'400'000'000)));
    // Of a period that is none nothing would be found.
    FilterOptions turned;
    turned.since = "2026-11-23";
    for (const char* until : {"2026-11-22", "2026-11-23"}) {
      turned.until = until;
      const Result<EntryFilter> made = EntryFilter::Make(turned, kNowUs);
      CPPUNIT_ASSERT(!made && made.error().starts_with("--until: "));
    }
  }

  void TimesWithoutAZoneAreLocal() {
    ::setenv("TZ", "EST5", 1);
    const EntryFilter local = Make([](FilterOptions& o) { o.since = "2026-11-22 05:00:00"; });
    CPPUNIT_ASSERT(local.Passes(ReadOf("", {}, kTenUs)) && !local.Passes(ReadOf("", {}, kTenUs - 1)));
    ::setenv("TZ", "UTC", 1);
  }

  void Levels() {
    const EntryFilter filter = Make([](FilterOptions& o) { o.level = "warn"; });
    for (const Level in : {Level::kEmerg, Level::kError, Level::kWarn})
      CPPUNIT_ASSERT(filter.Passes(ReadOf("", in)));
    for (const Level out : {Level::kNotice, Level::kInfo, Level::kTrace8})
      CPPUNIT_ASSERT(!filter.Passes(ReadOf("", out)));
    CPPUNIT_ASSERT(!filter.Passes(ReadOf("")));  // a line that names none
    CPPUNIT_ASSERT(Make([](FilterOptions& o) { o.level = "trace8"; }).Passes(ReadOf("", Level::kTrace8)));
  }

  void Categories() {
    const EntryFilter filter = Make([](FilterOptions& o) { o.categories = {"xss", "vuln_scan"}; });
    CPPUNIT_ASSERT(filter.Passes(What(Category::kXss, {}, {1})));
    CPPUNIT_ASSERT(filter.Passes(What(Category::kSqlInjection, {Category::kVulnScan}, {1, 2})));
    CPPUNIT_ASSERT(!filter.Passes(What(Category::kSqlInjection, {Category::kAuthFailure}, {1, 2})));
    CPPUNIT_ASSERT(!filter.Passes(What(Category::kBenign, {}, {})));
    // outranked by a benign rule, but evidence all the same
    CPPUNIT_ASSERT(filter.Passes(What(Category::kBenign, {Category::kVulnScan}, {1})));
  }

  void Rules() {
    const EntryFilter filter = Make([](FilterOptions& o) { o.rules = {7, 9}; });
    CPPUNIT_ASSERT(filter.Passes(What(Category::kXss, {}, {1, 9})));
    CPPUNIT_ASSERT(!filter.Passes(What(Category::kXss, {}, {1, 8})));
    CPPUNIT_ASSERT(!filter.Passes(What(Category::kBenign, {}, {})));
    Classification many = What(Category::kXss, {}, {1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14});
    many.rule_count = 200;  // more than are listed
    CPPUNIT_ASSERT(!filter.Passes(many));
    many.rules[11] = 9;
    CPPUNIT_ASSERT(filter.Passes(many));
    CPPUNIT_ASSERT(!Make([](FilterOptions& o) {
                      o.rules = {0};
                    }).Passes(What(Category::kXss, {}, {1})));  // unused places hold a 0
  }

  void EveryConditionMustHold() {
    const EntryFilter filter = Make([](FilterOptions& o) {
      o.clients = {"192.0.2.4"};
      o.since = "2026-11-22";
      o.level = "info";
    });
    CPPUNIT_ASSERT(filter.Passes(ReadOf("192.0.2.4", Level::kInfo, kTenUs)));
    CPPUNIT_ASSERT(!filter.Passes(ReadOf("192.0.2.5", Level::kInfo, kTenUs)));
    CPPUNIT_ASSERT(!filter.Passes(ReadOf("192.0.2.4", Level::kDebug, kTenUs)));
    CPPUNIT_ASSERT(!filter.Passes(ReadOf("192.0.2.4", Level::kInfo, kMidnightUs - 1)));
  }

  void RefusesWithTheOptionsName() {
    const auto error = [](Edit edit) {
      FilterOptions options;
      edit(options);
      const Result<EntryFilter> made = EntryFilter::Make(options, kNowUs);
      return made ? std::string("accepted") : made.error();
    };
    const std::pair<Edit, const char*> kBad[] = {
        {[](FilterOptions& o) { o.clients = {"nobody"}; }, "--client: "},
        {[](FilterOptions& o) { o.clients = {"192.0.2.1/24"}; }, "192.0.2.0/24"},
        {[](FilterOptions& o) { o.categories = {"spam"}; }, "--category: "},
        {[](FilterOptions& o) { o.categories = {"benign"}; }, "--category: "},
        {[](FilterOptions& o) { o.categories = {"XSS"}; }, "sql_injection"},
        {[](FilterOptions& o) { o.categories = {""}; }, "--category: "},
        {[](FilterOptions& o) { o.since = "soon"; }, "--since: "},
        {[](FilterOptions& o) { o.since = "2026-13-40"; }, "--since: "},
        {[](FilterOptions& o) { o.until = "10:00"; }, "--until: "},
        {[](FilterOptions& o) { o.level = "loud"; }, "--level: "}};
    for (const auto& [edit, says] : kBad)
      CPPUNIT_ASSERT_MESSAGE(error(edit), error(edit).find(says) != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EntryFilterTest);

}  // namespace
}  // namespace errwatch::cli
