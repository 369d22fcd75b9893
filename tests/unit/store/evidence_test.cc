#include "store/evidence.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <utility>

#include "unit/allocation_counter.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class EvidenceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EvidenceTest);
  CPPUNIT_TEST(ShapeIsThatOfThePathInACategory);
  CPPUNIT_TEST(DeadEndIsItsPath);
  CPPUNIT_TEST(AttackIsTheWholeRequest);
  CPPUNIT_TEST(AttackInAHeaderIsThatHeader);
  CPPUNIT_TEST(WhatABrowserCarriesAlongIsOneAttack);
  CPPUNIT_TEST(VirtualHostIsPartOfIt);
  CPPUNIT_TEST(NothingHidesBehindALongField);
  CPPUNIT_TEST(LogInIsWhatWasTried);
  CPPUNIT_TEST(IllegalMethodIsPartOfIt);
  CPPUNIT_TEST(AlertIsItsTextUpToTheData);
  CPPUNIT_TEST(WithoutPathItIsTheMessage);
  CPPUNIT_TEST(HashesAreKeyed);
  CPPUNIT_TEST(FieldsDoNotRunTogether);
  CPPUNIT_TEST(TemplateIsTheSameForEverybody);
  CPPUNIT_TEST(NamesFitTheirField);
  CPPUNIT_TEST(FormsFailWithoutAName);
  CPPUNIT_TEST(FormsArePassedByARedirectToElsewhere);
  CPPUNIT_TEST(FormsAreToldByPathAndQuery);
  CPPUNIT_TEST(EntryTellsTheCircumstances);
  CPPUNIT_TEST(TextIsTypedWhereThePageIsThere);
  CPPUNIT_TEST(NoPasswordWasTried);
  CPPUNIT_TEST(LongestFieldsAllocateNothing);
  CPPUNIT_TEST_SUITE_END();

  Entry entry_;

  TargetSet found_ = 0;

  Classification What(Category category) const {
    Classification what;
    what.category = category;
    what.found = found_;
    return what;
  }
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
    entry_.message = "AH00128: File does not exist: /srv/thumb17.jpg";
    entry_.module = "core";
    entry_.method = "GET";
    entry_.uri = "/thumb17.jpg";
    entry_.args = "a=1";
    entry_.agent = "curl/8";
    entry_.vhost = "www.example.org";
    entry_.log_id = 128;
    entry_.status = 404;
  }

  void ShapeIsThatOfThePathInACategory() {
    const EvidenceHashes first = Of(Category::kVulnScan);
    entry_.uri = "/thumb18.jpg";
    CPPUNIT_ASSERT(Of(Category::kVulnScan).shape == first.shape &&
                   Of(Category::kVulnScan).target != first.target);
    CPPUNIT_ASSERT(Of(Category::kUnauthorizedAccess).shape != first.shape);
    entry_.uri = "/backup.zip";
    CPPUNIT_ASSERT(Of(Category::kVulnScan).shape != first.shape);
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
      // The one is an answer's, the other is carried along (below).
      const bool sent = bit != static_cast<int>(errwatch::Target::kLocation) &&
                        bit != static_cast<int>(errwatch::Target::kCookie);
      for (const auto& [target, change] : headers)
        CPPUNIT_ASSERT_EQUAL(sent && bit >= static_cast<int>(target),
                             Changes(Category::kSqlInjection, change));
    }
    found_ =
        Bit(errwatch::Target::kUri) | Bit(errwatch::Target::kCookie);  // by two rules: the last one counts
    CPPUNIT_ASSERT(Changes(Category::kXss, [](Entry& e) { e.cookie = "c=1"; }));
  }

  // What a link has laid into a cookie, or into the address of the page whose parts are fetched, comes with every
  // request: one attack, whatever is asked for. Beside another field, or named by another rule, it is a new one.
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
    Classification other = What(Category::kXss);
    other.rule = 3202;
    CPPUNIT_ASSERT(HashesOf(entry_, other, kTestKey).target != Target(Category::kXss));
    found_ = Bit(errwatch::Target::kReferer);
    entry_.referer = "https://elsewhere.example/?q=<script>";  // not of this site: no parts of its pages
    CPPUNIT_ASSERT(Changes(Category::kXss, elsewhere));
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

  void LogInIsWhatWasTried() {
    const Category login = Category::kAuthFailure;
    entry_.user = "eve";
    CPPUNIT_ASSERT(Changes(login, [](Entry& e) { e.user = "adam"; }));
    CPPUNIT_ASSERT(!Changes(login, [](Entry& e) { e.uri = "/other"; }));
    entry_.credentials = "Basic eDp5";
    CPPUNIT_ASSERT(Changes(login, [](Entry& e) { e.credentials = "Basic eDp6"; }));
    CPPUNIT_ASSERT(!Changes(login, [](Entry& e) { e.user = "adam"; }));  // they hold the name
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
    CPPUNIT_ASSERT(NameHash("eve", other) != NameHash("eve", kTestKey));
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

  void NamesFitTheirField() {
    for (int i = 0; i < 1000; ++i) {
      const uint32_t hash = NameHash("user" + std::to_string(i), kTestKey);
      CPPUNIT_ASSERT(hash != 0 && hash < 1U << 14);
    }
    CPPUNIT_ASSERT(NameHash("eve", kTestKey) != NameHash("adam", kTestKey));
  }

  void FormsFailWithoutAName() {
    const auto name = [&] { return FailedNameOf(entry_, kTestKey); };
    entry_.uri = "/login";
    entry_.user = "eve";
    entry_.status = 401;
    CPPUNIT_ASSERT(name() == NameHash("eve", kTestKey));
    entry_.status = 200;  // a form behind Basic authentication, which succeeded
    const std::optional<uint32_t> form = name();
    CPPUNIT_ASSERT(form && form != NameHash("eve", kTestKey) && form != NameHash("/login", kTestKey));
    entry_.user = "";
    CPPUNIT_ASSERT(name() == form);
    entry_.status = 403;
    CPPUNIT_ASSERT(name() == form);
    entry_.args = "x=1";
    CPPUNIT_ASSERT(name() != form);
    entry_.args = {};
    entry_.uri = "/other";
    CPPUNIT_ASSERT(name() != form);
    entry_.status = 0;  // a line of a log: the path is guessed from its message
    CPPUNIT_ASSERT(!name());
    // Whatever credentials came along, they were not what was tried.
    entry_.uri = "/login";
    entry_.status = 200;
    entry_.credentials = "Basic eDp5";
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, What(Category::kAuthFailure)).has_credentials);
    CPPUNIT_ASSERT(!Changes(Category::kAuthFailure, [](Entry& e) { e.credentials = "Basic else"; }));
    entry_.status = 401;
    CPPUNIT_ASSERT(CircumstancesOf(entry_, What(Category::kAuthFailure)).has_credentials);
  }

  void FormsAreToldByPathAndQuery() {
    entry_.status = 200;
    const auto form = [&](std::string_view uri, std::string_view args) {
      entry_.uri = uri;
      entry_.args = args;
      return *FailedNameOf(entry_, kTestKey);
    };
    for (const char* ignored :
         {"/wp-login.php/1", "/wp-login.php/a.php/b", "/wp-login.php/", "/wp-login.php;a=1"})
      CPPUNIT_ASSERT_MESSAGE(ignored, form(ignored, "") == form("/wp-login.php", ""));
    CPPUNIT_ASSERT(form("/index.php/login", "") != form("/index.php/other", ""));
    CPPUNIT_ASSERT(form("/wp-login.php", "action=postpass") != form("/wp-login.php", ""));
    CPPUNIT_ASSERT(form("/wp-login.php", "action=postpass") != form("/wp-login.php", "action=login"));
    CPPUNIT_ASSERT(form("/wp-login.php", "action=%70ostpass") != form("/wp-login.php", "action=%6cogin"));
    CPPUNIT_ASSERT(form("/sso", "code=k3jd82h-x_s&tab=1") == form("/sso", "code=9s8dhf7g&tab=1"));
    CPPUNIT_ASSERT(form("/sso", "code=k3jd82h-x_s&tab=1") != form("/sso", "code=k3jd82h-x_s&tab=2"));
    for (const char* odd : {"&", "&&=", "=", "a&", "a=&=b", "k3jd82hxs"}) form("/sso", odd);
    // Back to the form, whatever stands behind its name.
    entry_.args = {};
    entry_.uri = "/wp-login.php/1";
    entry_.method = "POST";
    entry_.status = 302;
    entry_.location = "/wp-login.php?checkemail=confirm";
    CPPUNIT_ASSERT(!PassedFormOf(entry_, kTestKey));
  }

  void FormsArePassedByARedirectToElsewhere() {
    entry_.uri = "/login";
    entry_.method = "POST";
    entry_.status = 302;
    const std::optional<uint32_t> passed = PassedFormOf(entry_, kTestKey);
    for (const char* elsewhere :
         {"/home", "https://www.example.org/", "https://www.example.org", "/login/next?a", "?a"}) {
      entry_.location = elsewhere;
      CPPUNIT_ASSERT_MESSAGE(elsewhere, passed && PassedFormOf(entry_, kTestKey) == passed);
    }
    for (const char* back : {"/login", "/login?error", "https://www.example.org/login#a"}) {
      entry_.location = back;
      CPPUNIT_ASSERT_MESSAGE(back, !PassedFormOf(entry_, kTestKey));
    }
    entry_.location = "/home";
    for (const int status : {uint16_t{200}, uint16_t{301}, uint16_t{304}, uint16_t{401}, uint16_t{0}}) {
      entry_.status = static_cast<uint16_t>(status);
      CPPUNIT_ASSERT(!PassedFormOf(entry_, kTestKey));
    }
    entry_.status = 303;
    CPPUNIT_ASSERT(PassedFormOf(entry_, kTestKey) == passed);
    entry_.method = "GET";
    CPPUNIT_ASSERT(!PassedFormOf(entry_, kTestKey));
    entry_.status = 200;
    CPPUNIT_ASSERT(FailedNameOf(entry_, kTestKey) == passed);
  }

  void EntryTellsTheCircumstances() {
    Circumstances c = CircumstancesOf(entry_, What(Category::kAuthFailure));
    CPPUNIT_ASSERT(c.provenance == Provenance::kTool && c.crawler == CrawlerClaim::kNone);
    CPPUNIT_ASSERT(!c.by_application && !c.at_home && !c.on_share && !c.has_credentials && !c.unknown_user);
    entry_.by_application = entry_.authenticated = true;
    entry_.method = "PROPFIND";
    entry_.credentials = "Basic eDp5";
    entry_.log_id = 1618;
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
    c = CircumstancesOf(entry_, What(Category::kAuthFailure));
    CPPUNIT_ASSERT(c.by_application && c.at_home && c.on_share && c.has_credentials && c.unknown_user);
    CPPUNIT_ASSERT(CircumstancesOf(Entry(), Classification()).provenance == Provenance::kUnknown);
  }

  void TextIsTypedWhereThePageIsThere() {
    entry_.uri = "/search";
    entry_.args = "q=union+select+null,null";
    entry_.status = 200;
    found_ = Bit(Target::kArgs);
    const auto typed = [this] { return CircumstancesOf(entry_, What(Category::kSqlInjection)).typed; };
    CPPUNIT_ASSERT(typed());
    for (const int status : {400, 404, 500, 503}) {
      entry_.status = static_cast<uint16_t>(status);
      CPPUNIT_ASSERT(!typed());
    }
    for (const int status : {0, 302, 403}) {
      entry_.status = static_cast<uint16_t>(status);
      CPPUNIT_ASSERT(typed());
    }
    entry_.referer = "https://www.example.org/search?q=union+select#x";
    found_ |= Bit(Target::kReferer);
    CPPUNIT_ASSERT(typed());
    entry_.referer = "https://www.example.org/union+select";
    CPPUNIT_ASSERT(!typed());
    found_ = Bit(Target::kArgs) | Bit(Target::kAgent);
    CPPUNIT_ASSERT(!typed());
    found_ = 0;
    CPPUNIT_ASSERT(!typed());
    entry_.uri = "/man/etc/fstab";
    entry_.status = 200;
    found_ = Bit(Target::kUri);
    CPPUNIT_ASSERT(!typed());
    CPPUNIT_ASSERT(CircumstancesOf(entry_, What(Category::kPathTraversal)).typed);
    entry_.status = 404;
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, What(Category::kPathTraversal)).typed);
  }

  void NoPasswordWasTried() {
    const auto known = [this](LogId id) {
      entry_.log_id = id;
      return CircumstancesOf(entry_, What(Category::kAuthFailure)).has_credentials;
    };
    CPPUNIT_ASSERT(known(1614) && !known(1617));
    CPPUNIT_ASSERT(known(1631) && known(1776) && known(1629) && !known(1792));
    // Every header of digest authentication differs; the user is the same.
    entry_.log_id = 1776;
    entry_.user = "anna";
    entry_.credentials = "Digest nonce=1";
    CPPUNIT_ASSERT(!Changes(Category::kAuthFailure, [](Entry& e) { e.credentials = "Digest nonce=2"; }));
    CPPUNIT_ASSERT(Changes(Category::kAuthFailure, [](Entry& e) { e.user = "bob"; }));
    entry_.log_id = 1792;
    CPPUNIT_ASSERT(Changes(Category::kAuthFailure, [](Entry& e) { e.credentials = "Digest nonce=2"; }));
    entry_.credentials = "bearer eyJ";
    CPPUNIT_ASSERT(CircumstancesOf(entry_, What(Category::kAuthFailure)).token);
    entry_.credentials = "Basic eDp5";
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, What(Category::kAuthFailure)).token);
  }

  void LongestFieldsAllocateNothing() {
    const std::string longest(9000, '7');
    entry_.uri = entry_.args = entry_.message = entry_.vhost = entry_.method = entry_.agent = longest;
    entry_.cookie = entry_.referer = entry_.user = entry_.credentials = entry_.headers = longest;
    const AllocationCounter allocations;
    uint64_t sum = TemplateKey(entry_, 1) + NameHash(entry_.user, kTestKey);
    for (uint8_t i = 0; i < kCategoryCount; ++i) sum += Target(static_cast<Category>(i));
    const bool share = CircumstancesOf(entry_, What(Category::kAuthFailure)).on_share;
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    CPPUNIT_ASSERT(sum != 0 && !share);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EvidenceTest);

}  // namespace
}  // namespace errwatch::store
