#include "store/evidence.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <utility>

#include "unit/allocation_counter.h"
#include "unit/memory_region.h"
#include "unit/store/entry_fixture.h"

namespace errwatch::store {
namespace {

class EvidenceTest : public EntryFixture {
  CPPUNIT_TEST_SUITE(EvidenceTest);
  CPPUNIT_TEST(ShapeIsThatOfThePathInACategory);
  CPPUNIT_TEST(DeadEndIsItsPath);
  CPPUNIT_TEST(AttackIsTheWholeRequest);
  CPPUNIT_TEST(AttackInAHeaderIsThatHeader);
  CPPUNIT_TEST(AttackInABodyIsThatBody);
  CPPUNIT_TEST(WhatABrowserCarriesAlongIsOneAttack);
  CPPUNIT_TEST(AnAddressThatWasAskedForIsNotANewAttackInTheReferer);
  CPPUNIT_TEST(VirtualHostIsPartOfIt);
  CPPUNIT_TEST(NothingHidesBehindALongField);
  CPPUNIT_TEST(PaddingMakesNoOneShape);
  CPPUNIT_TEST(WhatAnApplicationLacksStandsInItsArguments);
  CPPUNIT_TEST(LogInIsWhatWasTried);
  CPPUNIT_TEST(FormsAreTriedWithoutCredentials);
  CPPUNIT_TEST(HeadersOfDigestsDiffer);
  CPPUNIT_TEST(IllegalMethodIsPartOfIt);
  CPPUNIT_TEST(AlertIsItsTextUpToTheData);
  CPPUNIT_TEST(WithoutPathItIsTheMessage);
  CPPUNIT_TEST(HashesAreKeyed);
  CPPUNIT_TEST(FieldsDoNotRunTogether);
  CPPUNIT_TEST(TemplateIsTheSameForEverybody);
  CPPUNIT_TEST(LongestFieldsAllocateNothing);
  CPPUNIT_TEST_SUITE_END();

  EvidenceHashes Of(Category category) const { return HashesOf(entry_, What(category), kTestKey); }
  uint64_t Target(Category category) const { return Of(category).target; }
  // Whether `change` to the entry makes another target of it.
  template <typename F>
  bool Changes(Category category, F change) const {
    Entry other = entry_;
    change(other);
    return HashesOf(other, What(category), kTestKey).target != Target(category);
  }

 public:
  void setUp() override {
    EntryFixture::setUp();
    entry_.message = "AH00128: File does not exist: /srv/thumb17.jpg";
    entry_.module = "core";
    entry_.log_id = 128;
  }

  void ShapeIsThatOfThePathInACategory() {
    const EvidenceHashes first = Of(Category::kVulnScan);
    entry_.uri = "/thumb18.jpg";
    CPPUNIT_ASSERT(Of(Category::kVulnScan).shape == first.shape &&
                   Of(Category::kVulnScan).target != first.target);
    CPPUNIT_ASSERT(Of(Category::kUnauthorizedAccess).shape != first.shape);
    entry_.uri = "/backup.zip";
    CPPUNIT_ASSERT(Of(Category::kVulnScan).shape != first.shape);
    // Of attacks, the arguments, too: the panels of a board ask the same with other numbers.
    const uint64_t shape = Of(Category::kSqlInjection).shape;
    entry_.args = "a=17";
    CPPUNIT_ASSERT_EQUAL(shape, Of(Category::kSqlInjection).shape);
    entry_.args = "b=17";
    CPPUNIT_ASSERT(Of(Category::kSqlInjection).shape != shape);
  }

  void DeadEndIsItsPath() {
    CPPUNIT_ASSERT(Changes(Category::kVulnScan, [](Entry& e) { e.uri = "/other"; }));
    // What may differ each time without another thing being asked for.
    CPPUNIT_ASSERT(!Changes(Category::kVulnScan, [](Entry& e) { e.args = "a=2"; }));
    CPPUNIT_ASSERT(!Changes(Category::kVulnScan, [](Entry& e) { e.agent = "curl/9"; }));
    CPPUNIT_ASSERT(!Changes(Category::kVulnScan, [](Entry& e) { e.method = "HEAD"; }));
    CPPUNIT_ASSERT(!Changes(Category::kVulnScan, [](Entry& e) { e.message = "AH00128: else"; }));
  }

  void AttackIsTheWholeRequest() {
    const Category attack = Category::kSqlInjection;
    CPPUNIT_ASSERT(Changes(attack, [](Entry& e) { e.method = "POST"; }));
    CPPUNIT_ASSERT(Changes(attack, [](Entry& e) { e.uri = "/other"; }));
    CPPUNIT_ASSERT(Changes(attack, [](Entry& e) { e.args = "a=2"; }));
    CPPUNIT_ASSERT(!Changes(attack, [](Entry& e) { e.message = "AH00128: else"; }));
  }

  // What no attack was found in differs each time by itself: cookies that count, numbers that a proxy gives.
  void AttackInAHeaderIsThatHeader() {
    const std::pair<errwatch::Target, void (*)(Entry&)> headers[] = {
        {errwatch::Target::kAgent, [](Entry& e) { e.agent = "curl/9"; }},
        {errwatch::Target::kReferer, [](Entry& e) { e.referer = "http://x/"; }},
        {errwatch::Target::kHost, [](Entry& e) { e.host = "x"; }},
        {errwatch::Target::kCookie, [](Entry& e) { e.cookie = "c=1"; }},
        {errwatch::Target::kHeaders, [](Entry& e) { e.headers = "X-Api: 1"; }},
    };
    for (int bit = -1; bit < kTargetCount; ++bit) {
      found_ = bit < 0 ? TargetSet{0} : Bit(static_cast<errwatch::Target>(bit));
      // The first is an answer's, the second is carried along (below), the third is looked at by itself.
      const bool sent = bit != static_cast<int>(errwatch::Target::kLocation) &&
                        bit != static_cast<int>(errwatch::Target::kCookie) &&
                        bit != static_cast<int>(errwatch::Target::kAuthorization) &&
                        bit != static_cast<int>(errwatch::Target::kBody);
      for (const auto& [target, change] : headers)
        CPPUNIT_ASSERT_EQUAL(sent && bit >= static_cast<int>(target),
                             Changes(Category::kSqlInjection, change));
      CPPUNIT_ASSERT_EQUAL(bit == static_cast<int>(errwatch::Target::kAuthorization),
                           Changes(Category::kSqlInjection, [](Entry& e) { e.credentials = "Bearer x"; }));
    }
    found_ =
        Bit(errwatch::Target::kUri) | Bit(errwatch::Target::kCookie);  // by two rules: the last one counts
    CPPUNIT_ASSERT(Changes(Category::kXss, [](Entry& e) { e.cookie = "c=1"; }));
  }

  // Another body is another attack where one was found in it; headers are no part of that.
  void AttackInABodyIsThatBody() {
    const auto other_body = [](Entry& e) { e.body = "id=2'"; };
    entry_.body = "id=1'";
    found_ = Bit(errwatch::Target::kBody);
    CPPUNIT_ASSERT(Changes(Category::kSqlInjection, other_body));
    CPPUNIT_ASSERT(!Changes(Category::kSqlInjection, [](Entry& e) { e.agent = "other"; }));
    CPPUNIT_ASSERT(Changes(Category::kSqlInjection, [](Entry& e) { e.uri = "/other"; }));
    // What a program only counts makes no other attack of it; a file's name does.
    entry_.body = "id=1'&serial=4&at=2026-11-25T08:00:00Z&name=web-4";
    CPPUNIT_ASSERT(!Changes(Category::kSqlInjection,
                            [](Entry& e) { e.body = "id=1'&serial=5&at=2026-11-25T08:01:00Z&name=web-5"; }));
    CPPUNIT_ASSERT(Changes(Category::kSqlInjection,
                           [](Entry& e) { e.body = "id=1'&serial=..5&at=2026-11-25T08:00:00Z&name=web-4"; }));
    CPPUNIT_ASSERT(Changes(Category::kSqlInjection, [](Entry& e) {
      e.body = "id=1'&serial=a5.php&at=2026-11-25T08:00:00Z&name=web-4";
    }));
    entry_.body = "id=1'";
    found_ = Bit(errwatch::Target::kUri);
    CPPUNIT_ASSERT(!Changes(Category::kSqlInjection, other_body));
    found_ = Bit(errwatch::Target::kBody) | Bit(errwatch::Target::kAgent);
    CPPUNIT_ASSERT(Changes(Category::kSqlInjection, [](Entry& e) { e.agent = "other"; }));
  }

  // What a link has laid into a cookie, or into the address of the page whose parts are fetched, comes with
  // every request: one attack, whatever is asked for. Beside another field, or named by another rule, it is a
  // new one.
  void WhatABrowserCarriesAlongIsOneAttack() {
    const auto elsewhere = [](Entry& e) {
      e.uri = "/style.css";
      e.args = "v=2";
    };
    entry_.host = "www.example.org";
    entry_.referer = "https://www.example.org/?q=<script>";
    entry_.cookie = "first=<script>; visit=1";
    for (const TargetSet carried : {Bit(errwatch::Target::kReferer), Bit(errwatch::Target::kCookie)}) {
      found_ = carried;
      CPPUNIT_ASSERT(!Changes(Category::kXss, elsewhere));
      found_ = carried | Bit(errwatch::Target::kArgs);
      CPPUNIT_ASSERT(Changes(Category::kXss, elsewhere));
    }
    found_ = Bit(errwatch::Target::kCookie);
    CPPUNIT_ASSERT(!Changes(Category::kXss, [](Entry& e) { e.cookie = "first=<script>; visit=2"; }));
    CPPUNIT_ASSERT(!Changes(Category::kXss, [](Entry& e) { e.cookie = "a=1;first=<script>"; }));
    // Another payload is another attack: nobody reads a database out of a cookie.
    CPPUNIT_ASSERT(Changes(Category::kXss, [](Entry& e) { e.cookie = "first=<script>2; visit=1"; }));
    Classification other = What(Category::kXss);
    other.rule = 3202;
    CPPUNIT_ASSERT(HashesOf(entry_, other, kTestKey).target != Target(Category::kXss));
    found_ = Bit(errwatch::Target::kReferer);
    entry_.referer = "https://elsewhere.example/?q=<script>";  // not of this site: no parts of its pages
    CPPUNIT_ASSERT(Changes(Category::kXss, elsewhere));
  }

  void AnAddressThatWasAskedForIsNotANewAttackInTheReferer() {
    entry_.host = "www.example.org";
    entry_.method = "GET";
    entry_.uri = "/search";
    entry_.args = "q=%27%20or%201=1";
    found_ = Bit(errwatch::Target::kArgs);
    const EvidenceHashes page = HashesOf(entry_, What(Category::kSqlInjection), kTestKey);
    found_ = Bit(errwatch::Target::kReferer);
    entry_.uri = "/style.css";
    entry_.args = "v=2";
    const auto is_page = [&](const char* referer) {
      entry_.referer = referer;
      return HashesOf(entry_, What(Category::kSqlInjection), kTestKey).target == page.target;
    };
    CPPUNIT_ASSERT(is_page("https://www.example.org/search?q=%27%20or%201=1"));
    CPPUNIT_ASSERT(HashesOf(entry_, What(Category::kSqlInjection), kTestKey).shape == page.shape);
    CPPUNIT_ASSERT(is_page("http://www.example.org/search?q=%27%20or%201=1#top"));
    CPPUNIT_ASSERT(!is_page("https://www.example.org/other?q=%27%20or%202=2"));
    CPPUNIT_ASSERT(!is_page("https://elsewhere.example/search?q=%27%20or%201=1"));
  }

  void VirtualHostIsPartOfIt() {
    for (const Category category : {Category::kXss, Category::kVulnScan}) {
      CPPUNIT_ASSERT(Changes(category, [](Entry& e) { e.vhost = "other.example.org"; }));
      Entry other = entry_;
      other.vhost = "other.example.org";
      CPPUNIT_ASSERT(HashesOf(other, What(category), kTestKey).shape != Of(category).shape);
    }
  }

  void NothingHidesBehindALongField() {
    found_ = Bit(errwatch::Target::kHeaders);
    std::string longer(5000, 'x');
    longer += "1";
    std::string other(5000, 'x');
    other += "2";
    for (std::string_view Entry::*field : {&Entry::uri, &Entry::args, &Entry::cookie, &Entry::headers}) {
      entry_.*field = longer;
      CPPUNIT_ASSERT(Changes(Category::kXss, [&](Entry& e) { e.*field = other; }));
    }
  }

  // "/aaa...a/admin.php" and "/aaa...a/backup.zip" are two names, however much stands before them.
  void PaddingMakesNoOneShape() {
    const auto shape = [&](std::string_view path) {
      entry_.uri = path;
      return Of(Category::kVulnScan).shape;
    };
    for (const std::size_t padding : {10U, 250U, 256U, 600U, 5000U}) {
      const std::string before = "/" + std::string(padding, 'a') + "/";
      CPPUNIT_ASSERT(shape(before + "admin.php") != shape(before + "backup.zip"));
      CPPUNIT_ASSERT_EQUAL(shape(before + "thumb1.jpg"), shape(before + "thumb2.jpg"));
    }
  }

  // "/download.php?file=a.zip", "?file=b.zip". What differs each time by itself is no other target, and httpd
  // itself asks for no arguments.
  void WhatAnApplicationLacksStandsInItsArguments() {
    const auto guess = [](Entry& e) { e.args = "file=b.zip"; };
    entry_.args = "file=a.zip";
    CPPUNIT_ASSERT(!Changes(Category::kVulnScan, guess));
    const uint64_t shape = Of(Category::kVulnScan).shape;
    entry_.by_application = true;
    CPPUNIT_ASSERT(Changes(Category::kVulnScan, guess));
    CPPUNIT_ASSERT_EQUAL(shape, Of(Category::kVulnScan).shape);
    entry_.args = "file=a.zip&t=1700000000";
    CPPUNIT_ASSERT(!Changes(Category::kVulnScan, [](Entry& e) { e.args = "file=a.zip&t=1700000001"; }));
  }

  void LogInIsWhatWasTried() {
    const Category login = Category::kAuthFailure;
    entry_.user = "eve";
    CPPUNIT_ASSERT(Changes(login, [](Entry& e) { e.user = "adam"; }));
    CPPUNIT_ASSERT(!Changes(login, [](Entry& e) { e.uri = "/other"; }));
    entry_.credentials = "Basic eDp5";
    CPPUNIT_ASSERT(Changes(login, [](Entry& e) { e.credentials = "Basic eDp6"; }));
    CPPUNIT_ASSERT(!Changes(login, [](Entry& e) { e.user = "adam"; }));  // they hold the name
  }

  void FormsAreTriedWithoutCredentials() {
    entry_.credentials = "Basic eDp5";
    entry_.status = 200;
    CPPUNIT_ASSERT(!Changes(Category::kAuthFailure, [](Entry& e) { e.credentials = "Basic else"; }));
  }

  // Where no password was tried, the user is what was.
  void HeadersOfDigestsDiffer() {
    entry_.log_id = 1776;
    entry_.user = "anna";
    entry_.credentials = "Digest nonce=1";
    CPPUNIT_ASSERT(!Changes(Category::kAuthFailure, [](Entry& e) { e.credentials = "Digest nonce=2"; }));
    CPPUNIT_ASSERT(Changes(Category::kAuthFailure, [](Entry& e) { e.user = "bob"; }));
    entry_.log_id = 1792;
    CPPUNIT_ASSERT(Changes(Category::kAuthFailure, [](Entry& e) { e.credentials = "Digest nonce=2"; }));
  }

  void IllegalMethodIsPartOfIt() {
    const EvidenceHashes first = Of(Category::kBadMethod);
    entry_.method = "TRACE";
    CPPUNIT_ASSERT(Of(Category::kBadMethod).shape != first.shape &&
                   Of(Category::kBadMethod).target != first.target);
  }

  void AlertIsItsTextUpToTheData() {
    entry_.module = "security2";
    entry_.message = "[client 192.0.2.1] ModSecurity: Warning. SQL [file \"/etc/a.conf\"] [data \"1\"]";
    const EvidenceHashes first = Of(Category::kWafAlert);
    entry_.message = "[client 192.0.2.2] ModSecurity: Warning. SQL [file \"/etc/a.conf\"] [data \"2\"]";
    CPPUNIT_ASSERT(Of(Category::kWafAlert).shape == first.shape &&
                   Of(Category::kWafAlert).target == first.target);
    entry_.message = "ModSecurity: Warning. Scanner [file \"/etc/a.conf\"] [data \"2\"]";
    CPPUNIT_ASSERT(Of(Category::kWafAlert).shape != first.shape &&
                   Of(Category::kWafAlert).target != first.target);
  }

  void WithoutPathItIsTheMessage() {
    entry_.uri = {};
    entry_.message = "AH02008: SSL library error 1 in handshake";
    const EvidenceHashes first = Of(Category::kTlsError);
    entry_.message = "AH02008: SSL library error 2 in handshake";
    CPPUNIT_ASSERT(Of(Category::kTlsError).shape == first.shape &&
                   Of(Category::kTlsError).target != first.target);
    entry_.message = "AH02039: Certificate Verification: Error";
    CPPUNIT_ASSERT(Of(Category::kTlsError).shape != first.shape);
  }

  void HashesAreKeyed() {
    HashKey other = kTestKey;
    other[0] ^= 1;
    const EvidenceHashes hashes = HashesOf(entry_, What(Category::kVulnScan), other);
    CPPUNIT_ASSERT(hashes.shape != Of(Category::kVulnScan).shape &&
                   hashes.target != Target(Category::kVulnScan));
  }

  void FieldsDoNotRunTogether() {
    found_ = Bit(errwatch::Target::kHeaders);
    entry_.args = "ab";
    entry_.agent = "c";
    CPPUNIT_ASSERT(Changes(Category::kXss, [](Entry& e) {
      e.args = "a";
      e.agent = "bc";
    }));
    const std::string longest(9000, 'x');
    entry_.uri = entry_.args = entry_.agent = longest;
    CPPUNIT_ASSERT(Changes(Category::kXss, [](Entry& e) { e.cookie = "c=1"; }));
  }

  void TemplateIsTheSameForEverybody() {
    const uint64_t first = TemplateKey(entry_, 101);
    const auto changes = [&](auto change) {
      Entry other = entry_;
      change(other);
      return TemplateKey(other, 101) != first;
    };
    CPPUNIT_ASSERT(TemplateKey(entry_, 102) != first);
    CPPUNIT_ASSERT(changes([](Entry& e) { e.status = 403; }));
    CPPUNIT_ASSERT(changes([](Entry& e) { e.vhost = "shop.example.org"; }));
    CPPUNIT_ASSERT(changes([](Entry& e) { e.uri = "/logo.jpg"; }));
    CPPUNIT_ASSERT(!changes([](Entry& e) { e.uri = "/thumb18.jpg"; }));
    CPPUNIT_ASSERT(!changes([](Entry& e) { e.message = "AH00128: else"; }));
    CPPUNIT_ASSERT(!changes([](Entry& e) { e.agent = "curl/9"; }));
  }

  void LongestFieldsAllocateNothing() {
    const std::string longest(9000, '7');
    entry_.uri = entry_.args = entry_.message = entry_.vhost = entry_.method = entry_.agent = longest;
    entry_.cookie = entry_.referer = entry_.user = entry_.credentials = entry_.headers = longest;
    const AllocationCounter allocations;
    uint64_t sum = TemplateKey(entry_, 1);
    for (uint8_t i = 0; i < kCategoryCount; ++i) sum += Target(static_cast<Category>(i));
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    CPPUNIT_ASSERT(sum != 0);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EvidenceTest);

}  // namespace
}  // namespace errwatch::store
