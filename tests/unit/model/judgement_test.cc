#include "model/judgement.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

constexpr uint32_t kUnit = kQuantaPerUnit;

Circumstances Visitor() {
  Circumstances c;
  c.provenance = Provenance::kOwnPage;
  c.record = {12, 4};
  return c;
}

uint32_t Quanta(Category category, uint16_t cost, const Circumstances& c) {
  return Weigh(category, cost, c).quanta;
}

class JudgementTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JudgementTest);
  CPPUNIT_TEST(AScannerPaysInFull);
  CPPUNIT_TEST(TheSameThingProvesNothingNew);
  CPPUNIT_TEST(OtherTargetsOfOneShapeWeighLittle);
  CPPUNIT_TEST(WhoGetsWhatHeAsksForIsNoScanner);
  CPPUNIT_TEST(CreditIsOnlyForThoseWhoAlsoSucceed);
  CPPUNIT_TEST(RecognisedAttacksAreNotReduced);
  CPPUNIT_TEST(TextThatMayBeTypedWeighsASixteenth);
  CPPUNIT_TEST(WhatAPageOfThisSitePostsWeighsLittle);
  CPPUNIT_TEST(PasswordsCountEachTime);
  CPPUNIT_TEST(WhatIsTriedWeighsLess);
  CPPUNIT_TEST(ManyGuessesOfOneRequestCountAsMany);
  CPPUNIT_TEST(WhatIsCarriedWeighsAQuarter);
  CPPUNIT_TEST(PartsOfSeveralLimitsAddUp);
  CPPUNIT_TEST(OtherGuardsAlertsAreNoDeadEnds);
  CPPUNIT_TEST(TokensThatRanOutWeighLittle);
  CPPUNIT_TEST(RefusedLoadOfVisitorsWeighsAQuarter);
  CPPUNIT_TEST(FormsOfWhoFetchesPagesWeighLess);
  CPPUNIT_TEST(LoadCountsEachTimeWhateverTheCredentials);
  CPPUNIT_TEST(WhatPagesOfOthersCanCauseIsKeptApart);
  CPPUNIT_TEST(PicturesOfThisSiteMayBeLaid);
  CPPUNIT_TEST(Crawlers);
  CPPUNIT_TEST(FalseCrawlersGetNoCredit);
  CPPUNIT_TEST(ReductionHasAFloor);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatIsTriedWeighsLess() {
    Circumstances c;
    c.guessed = true;
    const auto quanta = [&c](Tried tried) {
      c.tried = tried;
      return Quanta(Category::kAuthFailure, 1, c);
    };
    CPPUNIT_ASSERT_EQUAL(kUnit / 2, quanta(Tried::kRefused));
    CPPUNIT_ASSERT_EQUAL(kUnit / 4, quanta(Tried::kRefusedCall));
    CPPUNIT_ASSERT_EQUAL(kUnit / 8, quanta(Tried::kRefusedCode));
    CPPUNIT_ASSERT_EQUAL(0U, quanta(Tried::kNothing));
    for (const Tried answered : {Tried::kAnsweredPage, Tried::kAnsweredCall}) {
      c.tried_before = 2;
      CPPUNIT_ASSERT_EQUAL(0U, quanta(answered));
      c.tried_before = 3;
      CPPUNIT_ASSERT_EQUAL(answered == Tried::kAnsweredPage ? kUnit / 2 : kUnit / 8, quanta(answered));
    }
    c.new_target = false;
    for (const Tried tried :
         {Tried::kRefused, Tried::kRefusedCall, Tried::kRefusedCode, Tried::kAnsweredPage})
      CPPUNIT_ASSERT_EQUAL(0U, quanta(tried));
  }

  void ManyGuessesOfOneRequestCountAsMany() {
    Circumstances c;
    const auto quanta = [&c](uint32_t guesses) {
      c.guesses = guesses;
      return Quanta(Category::kAuthFailure, 1, c);
    };
    CPPUNIT_ASSERT_EQUAL(kUnit, quanta(3));
    CPPUNIT_ASSERT_EQUAL(2 * kUnit, quanta(4));
    CPPUNIT_ASSERT_EQUAL(4 * kUnit, quanta(8));
    CPPUNIT_ASSERT_EQUAL(4 * kUnit, quanta(1000));
  }

  void AScannerPaysInFull() {
    for (const Provenance provenance : {Provenance::kUnknown, Provenance::kTool, Provenance::kVisitor}) {
      Circumstances c;
      c.provenance = provenance;
      c.record = {0, 100};
      CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kVulnScan, 1, c));
      CPPUNIT_ASSERT_EQUAL(3 * kUnit, Quanta(Category::kInfoLeak, 3, c));
    }
  }

  void TheSameThingProvesNothingNew() {
    Circumstances c;
    c.new_shape = c.new_target = false;
    for (const Category category : {Category::kVulnScan, Category::kUnauthorizedAccess, Category::kInfoLeak,
                                    Category::kSqlInjection, Category::kWafAlert, Category::kBadMethod})
      CPPUNIT_ASSERT_EQUAL(0U, Quanta(category, 5, c));
  }

  void OtherTargetsOfOneShapeWeighLittle() {
    Circumstances c;
    c.new_shape = false;
    CPPUNIT_ASSERT_EQUAL(kUnit / 8, Quanta(Category::kVulnScan, 1, c));
    CPPUNIT_ASSERT_EQUAL(5 * kUnit,
                         Quanta(Category::kSqlInjection, 5, c));  // another payload is another attack
  }

  void WhoGetsWhatHeAsksForIsNoScanner() {
    Circumstances c;
    c.record = {10, 9};
    CPPUNIT_ASSERT_EQUAL(kUnit / 4, Quanta(Category::kVulnScan, 1, c));
    c.record = {10, 30};
    CPPUNIT_ASSERT_EQUAL(kUnit / 2, Quanta(Category::kVulnScan, 1, c));
    c.record = {10, 60};
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kVulnScan, 1, c));
    CPPUNIT_ASSERT_EQUAL(kUnit / 4, Quanta(Category::kVulnScan, 1, Visitor()));
  }

  void CreditIsOnlyForThoseWhoAlsoSucceed() {
    Circumstances c = Visitor();
    c.record = {1, 60};
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kVulnScan, 1, c));
  }

  void RecognisedAttacksAreNotReduced() {
    Circumstances c = Visitor();
    c.by_application = c.at_home = true;
    c.record = {31, 0};
    CPPUNIT_ASSERT_EQUAL(5 * kUnit, Quanta(Category::kCodeInjection, 5, c));
  }

  void TextThatMayBeTypedWeighsASixteenth() {
    Circumstances c = Visitor();
    c.typed = true;
    for (const Category category :
         {Category::kSqlInjection, Category::kXss, Category::kCodeInjection, Category::kPathTraversal})
      CPPUNIT_ASSERT_EQUAL(4 * kUnit / 16, Quanta(category, 4, c));
    CPPUNIT_ASSERT_EQUAL(4 * kUnit, Quanta(Category::kMalwareUpload, 4, c));
    c.new_shape = false;  // the same query with other numbers
    CPPUNIT_ASSERT_EQUAL(4 * kUnit / 16 / 8, Quanta(Category::kSqlInjection, 4, c));
    c.new_shape = true;
    for (const TrackRecord record : {TrackRecord{0, 0}, TrackRecord{3, 0}, TrackRecord{0, 3}}) {
      c.record = record;  // little is known: whoever comes to search
      CPPUNIT_ASSERT_EQUAL(4 * kUnit / 16, Quanta(Category::kSqlInjection, 4, c));
    }
    for (const TrackRecord record : {TrackRecord{0, 4}, TrackRecord{3, 12}, TrackRecord{10, 41}}) {
      c.record = record;  // who gets nothing
      CPPUNIT_ASSERT_EQUAL(4 * kUnit, Quanta(Category::kSqlInjection, 4, c));
    }
    c.record = {12, 4};
    c.crawler = CrawlerClaim::kFalse;
    CPPUNIT_ASSERT_EQUAL(4 * kUnit, Quanta(Category::kSqlInjection, 4, c));
    c.new_target = false;
    CPPUNIT_ASSERT_EQUAL(0U, Quanta(Category::kSqlInjection, 4, c));
  }

  // A cookie that somebody laid comes along with all that a visitor asks for.
  void WhatIsCarriedWeighsAQuarter() {
    Circumstances c = Visitor();
    c.carried = true;
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kXss, 4, c));
    c.record = {3, 0};
    CPPUNIT_ASSERT_EQUAL(4 * kUnit, Quanta(Category::kXss, 4, c));
  }

  void PartsOfSeveralLimitsAddUp() {
    CPPUNIT_ASSERT_EQUAL(kForeignCapacity / 2 * kUnit, ToForeign(5 * kUnit, 10));
    for (const uint32_t capacity : {1U, 7U, 10U, 1000U})
      for (const uint32_t quanta : {1U, 63U, 64U, 5000U})
        CPPUNIT_ASSERT(FromForeign(ToForeign(quanta, capacity), capacity) >= quanta &&
                       FromForeign(ToForeign(quanta, capacity), capacity) <=
                           quanta + capacity / kForeignCapacity);
    Limits limits = DefaultLimits();
    CPPUNIT_ASSERT_EQUAL(uint64_t{10 * 60 * 100}, ForeignShape(limits).window);
    limits[Category::kXss].shape = {5, 24 * 3600 * 100};
    CPPUNIT_ASSERT_EQUAL(uint64_t{3600 * 100}, ForeignShape(limits).window);
  }

  void OtherGuardsAlertsAreNoDeadEnds() {
    Circumstances c;
    c.crawler = CrawlerClaim::kAnnounced;
    CPPUNIT_ASSERT(Weigh(Category::kVulnScan, 1, c).account == Account::kCrawl);
    CPPUNIT_ASSERT(Weigh(Category::kWafAlert, 1, c).account == Account::kOwn);
  }

  void TokensThatRanOutWeighLittle() {
    Circumstances c = Visitor();
    c.has_credentials = c.token = true;
    CPPUNIT_ASSERT_EQUAL(kUnit / 8, Quanta(Category::kAuthFailure, 1, c));
    c.record = {0, 20};
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kAuthFailure, 1, c));
    c = Visitor();
    c.has_credentials = true;  // a password
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kAuthFailure, 1, c));
  }

  void RefusedLoadOfVisitorsWeighsAQuarter() {
    Circumstances c = Visitor();
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kResourceExhaustion, 1, c));
    c.refused = true;
    CPPUNIT_ASSERT_EQUAL(kUnit / 4, Quanta(Category::kResourceExhaustion, 1, c));
    c.record = {2, 40};
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kResourceExhaustion, 1, c));
  }

  void FormsOfWhoFetchesPagesWeighLess() {
    Circumstances c;
    c.form_of_browser = true;
    CPPUNIT_ASSERT_EQUAL(3 * kUnit, Quanta(Category::kResourceExhaustion, 3, c));
    c.record = {4, 8};
    CPPUNIT_ASSERT_EQUAL(3 * kUnit / 2, Quanta(Category::kResourceExhaustion, 3, c));
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kResourceExhaustion, 1, c));
    c.record = {8, 8};
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kResourceExhaustion, 3, c));
    c.form_of_browser = false;
    CPPUNIT_ASSERT_EQUAL(3 * kUnit, Quanta(Category::kResourceExhaustion, 3, c));
  }

  void WhatAPageOfThisSitePostsWeighsLittle() {
    Circumstances c = Visitor();
    CPPUNIT_ASSERT(!IsOwnPost(c));  // not in the body
    c.in_body = true;
    CPPUNIT_ASSERT(IsOwnPost(c));
    for (const Category category : {Category::kSqlInjection, Category::kMalwareUpload})
      CPPUNIT_ASSERT_EQUAL(5 * kUnit / 32, Quanta(category, 5, c));
    c.record = {2, 0};  // nobody knows him yet, but where he has been
    CPPUNIT_ASSERT_EQUAL(5 * kUnit / 4, Quanta(Category::kSqlInjection, 5, c));
    c.new_shape = false;
    CPPUNIT_ASSERT_EQUAL(5 * kUnit / 32, Quanta(Category::kSqlInjection, 5, c));
    c.refused = true;
    CPPUNIT_ASSERT_EQUAL(5 * kUnit, Quanta(Category::kSqlInjection, 5, c));
    c.refused = false;
    c.record = {0, 4};
    CPPUNIT_ASSERT_EQUAL(5 * kUnit, Quanta(Category::kSqlInjection, 5, c));
    c.at_home = c.new_shape = true;
    CPPUNIT_ASSERT_EQUAL(5 * kUnit / 32, Quanta(Category::kSqlInjection, 5, c));
    c.new_target = false;
    CPPUNIT_ASSERT_EQUAL(0U, Quanta(Category::kSqlInjection, 5, c));
    c = Visitor();
    c.in_body = true;
    c.provenance = Provenance::kTool;
    CPPUNIT_ASSERT(!IsOwnPost(c));
    CPPUNIT_ASSERT_EQUAL(5 * kUnit, Quanta(Category::kSqlInjection, 5, c));
    c.typed = true;
    CPPUNIT_ASSERT_EQUAL(5 * kUnit / 16, Quanta(Category::kSqlInjection, 5, c));
  }

  void PasswordsCountEachTime() {
    Circumstances c = Visitor();
    c.new_shape = c.new_target = false;
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kAuthFailure, 1, c));
    c.unknown_user = true;
    CPPUNIT_ASSERT_EQUAL(kUnit / 4, Quanta(Category::kAuthFailure, 1, c));
    c.new_target = true;
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kAuthFailure, 1, c));
    c.has_credentials = true;  // others than before
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kAuthFailure, 1, c));
    c.new_target = false;  // the very same
    CPPUNIT_ASSERT_EQUAL(0U, Quanta(Category::kAuthFailure, 1, c));
  }

  // Else whoever sends one Authorization header with each request of a flood would pay for one.
  void LoadCountsEachTimeWhateverTheCredentials() {
    Circumstances c = Visitor();
    c.new_shape = c.new_target = false;
    c.has_credentials = c.unknown_user = true;
    CPPUNIT_ASSERT_EQUAL(3 * kUnit, Quanta(Category::kResourceExhaustion, 3, c));
  }

  void WhatPagesOfOthersCanCauseIsKeptApart() {
    Circumstances c;
    for (const Provenance provenance : {Provenance::kForeignPage, Provenance::kForeignLink}) {
      c.provenance = provenance;
      const Weighed weighed = Weigh(Category::kPathTraversal, 5, c);
      CPPUNIT_ASSERT(weighed.account == Account::kForeign);
      CPPUNIT_ASSERT_EQUAL(5 * kUnit, weighed.quanta);
    }
    c.client_alone = true;
    CPPUNIT_ASSERT(Weigh(Category::kPathTraversal, 5, c).account == Account::kOwn);
    for (const Provenance provenance :
         {Provenance::kTool, Provenance::kVisitor, Provenance::kOwnPage, Provenance::kUnknown}) {
      c = {};
      c.provenance = provenance;
      CPPUNIT_ASSERT(Weigh(Category::kPathTraversal, 5, c).account == Account::kOwn);
    }
  }

  // Whoever may write into a forum may put a picture there whose address is an attack. Pictures that are
  // missing are the site's matter.
  void PicturesOfThisSiteMayBeLaid() {
    Circumstances c;
    c.provenance = Provenance::kOwnPicture;
    CPPUNIT_ASSERT(Weigh(Category::kSqlInjection, 5, c).account == Account::kForeign);
    for (const Category category :
         {Category::kVulnScan, Category::kAuthFailure, Category::kUnauthorizedAccess})
      CPPUNIT_ASSERT(Weigh(category, 1, c).account == Account::kOwn);
    c.record = {12, 4};
    CPPUNIT_ASSERT_EQUAL(kUnit / 4, Quanta(Category::kVulnScan, 1, c));
    c.client_alone = true;  // found in a cookie, which a picture does not set
    CPPUNIT_ASSERT(Weigh(Category::kSqlInjection, 5, c).account == Account::kOwn);
  }

  void Crawlers() {
    Circumstances c;
    c.crawler = CrawlerClaim::kAnnounced;
    c.new_shape = false;
    const Weighed announced = Weigh(Category::kVulnScan, 1, c);
    CPPUNIT_ASSERT(announced.account == Account::kCrawl && announced.quanta == kUnit);
    CPPUNIT_ASSERT(Weigh(Category::kXss, 4, c).account == Account::kOwn);  // no crawler sends that
    c.crawler = CrawlerClaim::kVerified;
    CPPUNIT_ASSERT_EQUAL(0U, Quanta(Category::kVulnScan, 1, c));
    // Somebody may have laid links for it: a part. What no link makes it send, and guessed passwords, in
    // full.
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kXss, 4, c));
    CPPUNIT_ASSERT_EQUAL(kUnit, Quanta(Category::kAuthFailure, 1, c));
    c.client_alone = true;
    CPPUNIT_ASSERT_EQUAL(4 * kUnit, Quanta(Category::kXss, 4, c));
  }

  void FalseCrawlersGetNoCredit() {
    Circumstances c = Visitor();
    c.crawler = CrawlerClaim::kFalse;
    c.provenance = Provenance::kForeignPage;
    const Weighed weighed = Weigh(Category::kVulnScan, 1, c);
    CPPUNIT_ASSERT(weighed.account == Account::kOwn);
    CPPUNIT_ASSERT_EQUAL(kUnit, weighed.quanta);
  }

  void ReductionHasAFloor() {
    Circumstances c = Visitor();
    c.by_application = c.at_home = c.on_share = true;
    CPPUNIT_ASSERT_EQUAL(kUnit / 16, Quanta(Category::kVulnScan, 1, c));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JudgementTest);

}  // namespace
}  // namespace errwatch
