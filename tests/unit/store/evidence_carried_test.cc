// Attacks in cookies, which browsers carry along with every request (store/evidence.cc).
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "store/evidence.h"

namespace errwatch::store {
namespace {

class EvidenceCarriedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EvidenceCarriedTest);
  CPPUNIT_TEST(WhenSomebodyCameIsNoPartOfIt);
  CPPUNIT_TEST(OtherNumbersAre);
  CPPUNIT_TEST(AFewTimesAreLeftOut);
  CPPUNIT_TEST_SUITE_END();

  static uint64_t Target(const std::string& cookie) {
    Entry entry;
    entry.method = "GET";
    entry.uri = "/";
    entry.cookie = cookie;
    Classification what;
    what.category = Category::kXss;
    what.rule = 3200;
    what.found = Bit(errwatch::Target::kCookie);
    return HashesOf(entry, what, HashKey{}).target;
  }
  static bool Same(const std::string& a, const std::string& b) { return Target(a) == Target(b); }

 public:
  void WhenSomebodyCameIsNoPartOfIt() {
    CPPUNIT_ASSERT(
        Same("h={\"q\":\"<script>\",\"t\":1764500000}", "h={\"q\":\"<script>\",\"t\":1764500017}"));
    CPPUNIT_ASSERT(Same("q=<script>|1764500000123", "q=<script>|1764500017456"));
    CPPUNIT_ASSERT(Same("a=<script>&at=2026-11-30T12:00:05.123Z", "a=<script>&at=2026-11-30T9:31:59.4Z"));
    CPPUNIT_ASSERT(Same("a=<script>&at=12%3A00%3a05+GMT", "a=<script>&at=12%3A01%3A06+GMT"));
    CPPUNIT_ASSERT(Same("12:01 <script>", "12:02 <script>"));
  }

  void OtherNumbersAre() {
    for (const auto& [one, other] : {std::pair{"a='or 1=1", "a='or 1=2"},
                                     {"a='or 5421=5421", "a='or 5422=5422"},
                                     {"a=<script>12345678", "a=<script>12345679"},
                                     {"a=<script>&at=12:1", "a=<script>&at=12:2"},
                                     {"a=<script>&at=123:10", "a=<script>&at=123:11"},
                                     {"a=<script>&at=12:001", "a=<script>&at=12:002"},
                                     {"a=<script>1764500000", "a=<script2>1764500000"},
                                     {"a=<script>1764500000", "a=<script>"},
                                     {"a=<script>1764500000.1", "a=<script>1764500000.2"}})
      CPPUNIT_ASSERT_MESSAGE(one, !Same(one, other));
  }

  void AFewTimesAreLeftOut() {
    std::string times;
    for (int i = 0; i < 15; ++i) times += " 12:00";
    CPPUNIT_ASSERT(Same("a=<script>" + times + " 12:01", "a=<script>" + times + " 12:02"));
    CPPUNIT_ASSERT(!Same("a=<script>" + times + " 12:00 12:01", "a=<script>" + times + " 12:00 12:02"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EvidenceCarriedTest);

}  // namespace
}  // namespace errwatch::store
