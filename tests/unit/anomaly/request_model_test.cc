#include "anomaly/request_model.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "anomaly/model_image.h"
#include "anomaly/request_parts.h"

namespace errwatch {
namespace {

Entry RequestFor(std::string_view path, std::string_view query) {
  Entry entry;
  entry.method = "GET";
  entry.uri = path;
  entry.args = query;
  entry.agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  entry.status = 200;
  return entry;
}

// Of a shop, by sixty clients.
std::vector<Entry> ShopRequests(std::vector<std::string>& texts) {
  texts.clear();
  for (int i = 0; i < 400; ++i) texts.push_back("page=" + std::to_string(i % 9));
  std::vector<Entry> requests;
  for (const std::string& text : texts) requests.push_back(RequestFor("/shop", text));
  return requests;
}

RequestModel ShopModel() {
  std::vector<std::string> texts;
  const std::vector<Entry> requests = ShopRequests(texts);
  RequestModel model;
  uint64_t client = 0;
  for (const Entry& request : requests) {
    RequestParts parts;
    TakeParts(request, 0, parts);
    model.Learn(parts.parts(), ++client % 60);
  }
  for (const Entry& request : requests) {
    RequestParts parts;
    TakeParts(request, 0, parts);
    static_cast<void>(model.Count(parts.parts(), ++client % 60));
  }
  return model;
}

float BitsOf(const RequestModel& model, const Entry& entry) {
  RequestParts parts;
  TakeParts(entry, 0, parts);
  return RequestScorer(model.counts()).Of(parts.parts(), model.Known(parts.parts())).bits;
}

class RequestModelTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestModelTest);
  CPPUNIT_TEST(WhatTheSiteKnowsIsNotOdd);
  CPPUNIT_TEST(WhatOneClientAloneSendsIsNotLearnt);
  CPPUNIT_TEST(ReasonsComeMostOddFirst);
  CPPUNIT_TEST(ReasonsAddUp);
  CPPUNIT_TEST(NoveltyIsOddWhereItIsSeldom);
  CPPUNIT_TEST(OneClientDoesNotRaiseTheThreshold);
  CPPUNIT_TEST(SeveralClientsRaiseTheThresholdUpToItsMost);
  CPPUNIT_TEST(OneClientDoesNotMakeNewThingsUsual);
  CPPUNIT_TEST(AnImageHoldsTheModel);
  CPPUNIT_TEST(ABrokenImageIsRefused);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatTheSiteKnowsIsNotOdd() {
    const RequestModel model = ShopModel();
    const float threshold = RequestScorer(model.counts()).threshold();
    CPPUNIT_ASSERT(BitsOf(model, RequestFor("/shop", "page=7")) < 3);
    CPPUNIT_ASSERT(BitsOf(model, RequestFor("/new", "")) < threshold);
    CPPUNIT_ASSERT(BitsOf(model, RequestFor("/shop", "page=%7B%24x%3A(y)%7D%3B%60id%60&zz=1")) > threshold);
  }

  void WhatOneClientAloneSendsIsNotLearnt() {
    RequestModel model = ShopModel();
    const Entry attack = RequestFor("/shop", "zz=%60id%60");
    const float before = BitsOf(model, attack);
    RequestParts parts;
    TakeParts(attack, 0, parts);
    for (int i = 0; i < 1000; ++i) model.Learn(parts.parts(), 99);
    CPPUNIT_ASSERT_EQUAL(before, BitsOf(model, attack));
    model.Learn(parts.parts(), 98);
    CPPUNIT_ASSERT(BitsOf(model, attack) < before);
  }

  void ReasonsComeMostOddFirst() {
    const RequestModel model = ShopModel();
    RequestParts parts;
    const Entry attack = RequestFor("/shop", "page=%60id%60;(x)");
    TakeParts(attack, 0, parts);
    const RequestScore score = RequestScorer(model.counts()).Of(parts.parts(), model.Known(parts.parts()));
    CPPUNIT_ASSERT(score.reasons[0].part != nullptr);
    CPPUNIT_ASSERT(score.reasons[0].part->kind == PartKind::kValueSigns);
    CPPUNIT_ASSERT(score.reasons[0].bits >= score.reasons[1].bits);
  }

  // A part at its most adds no more than that, and of many parameters all but one add little.
  void ReasonsAddUp() {
    const RequestModel model = ShopModel();
    RequestParts parts;
    const Entry odd = RequestFor("/no/such", "a=%60id%60;(x)&b=$(id);cat&c=x'||(1)&d=<svg/onload=x(1)>");
    TakeParts(odd, 0, parts);
    const RequestScore score = RequestScorer(model.counts()).Of(parts.parts(), model.Known(parts.parts()));
    float sum = 0, of_signs = 0;
    bool capped = false;
    for (const PartScore& reason : score.reasons) {
      if (reason.part == nullptr) continue;
      CPPUNIT_ASSERT(reason.bits >= 1);
      sum += reason.bits;
      if (reason.part->kind != PartKind::kValueSigns) continue;
      of_signs += reason.bits;
      capped = capped || reason.at_most;
    }
    CPPUNIT_ASSERT(capped);
    CPPUNIT_ASSERT(of_signs <= MostBits(PartKind::kValueSigns) + 0.01F);
    CPPUNIT_ASSERT(sum > MostBits(PartKind::kValueSigns) && sum <= score.bits + 6);
  }

  void NoveltyIsOddWhereItIsSeldom() {
    LearntCounts often;
    LearntCounts seldom;
    often.kinds[static_cast<std::size_t>(PartKind::kPath)] = {1000, 500};
    seldom.kinds[static_cast<std::size_t>(PartKind::kPath)] = {1000, 2};
    CPPUNIT_ASSERT(NoveltyBits(seldom, PartKind::kPath) > NoveltyBits(often, PartKind::kPath) + 3);
  }

  void OneClientDoesNotRaiseTheThreshold() {
    RequestModel model = ShopModel();
    const float before = RequestScorer(model.counts()).threshold();
    CPPUNIT_ASSERT(CountOdd(model, 50, 1) > kMostThreshold);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, model.counts().clients.back());
    CPPUNIT_ASSERT_EQUAL(before, RequestScorer(model.counts()).threshold());
  }

  void SeveralClientsRaiseTheThresholdUpToItsMost() {
    RequestModel model = ShopModel();
    CountOdd(model, 50, 20);
    const RequestScorer scorer(model.counts());
    CPPUNIT_ASSERT_EQUAL(kMostThreshold, scorer.threshold());
    CPPUNIT_ASSERT(scorer.threshold_is_cut());
    const Result<RequestModel> read = ModelOfImage(ModelImage(model));
    CPPUNIT_ASSERT_EQUAL(kMostThreshold, RequestScorer(read.value().counts()).threshold());
    // One in a thousand, of clients: of many requests they may be as many.
    LearntCounts many = model.counts();
    many.scores[0] += 30'000;
    CPPUNIT_ASSERT_EQUAL(kLeastThreshold, RequestScorer(many).threshold());
    CPPUNIT_ASSERT(!RequestScorer(many).threshold_is_cut());
  }

  void OneClientDoesNotMakeNewThingsUsual() {
    RequestModel model = ShopModel();
    const float before = NoveltyBits(model.counts(), PartKind::kFolder);
    const auto count_new = [&model](uint64_t first_client, uint64_t clients) {
      for (uint64_t i = 0; i < 600; ++i) {
        const std::string path = "/folder" + std::to_string(i) + "/";
        RequestParts parts;
        TakeParts(RequestFor(path, ""), 0, parts);
        static_cast<void>(model.Count(parts.parts(), first_client + i % clients));
      }
    };
    count_new(99, 1);
    const float after_one = NoveltyBits(model.counts(), PartKind::kFolder);
    CPPUNIT_ASSERT(before > 6 && after_one > 3);
    count_new(100, 60);
    CPPUNIT_ASSERT(NoveltyBits(model.counts(), PartKind::kFolder) < after_one - 1);
  }

  // The points of the last.
  static float CountOdd(RequestModel& model, int requests, uint64_t clients) {
    float bits = 0;
    for (uint64_t i = 0; i < static_cast<uint64_t>(requests); ++i) {
      RequestParts parts;
      TakeParts(RequestFor("/shop/..;/.env", "page=%7B%24x%3A(y)%7D%3B%60id%60&zz=1'%20or%20(1)--"), 0,
                parts);
      bits = model.Count(parts.parts(), 1000 + i % clients);
    }
    return bits;
  }

  void AnImageHoldsTheModel() {
    const RequestModel model = ShopModel();
    const std::string image = ModelImage(model);
    const Result<RequestModel> read = ModelOfImage(image);
    CPPUNIT_ASSERT(read.ok());
    CPPUNIT_ASSERT_EQUAL(model.known_parts(), read.value().known_parts());
    CPPUNIT_ASSERT_EQUAL(model.counts().requests, read.value().counts().requests);
    for (const char* query : {"page=3", "zz=%60id%60"})
      CPPUNIT_ASSERT_EQUAL(BitsOf(model, RequestFor("/shop", query)),
                           BitsOf(read.value(), RequestFor("/shop", query)));
    CPPUNIT_ASSERT_EQUAL(image, ModelImage(read.value()));
  }

  void ABrokenImageIsRefused() {
    const std::string image = ModelImage(ShopModel());
    CPPUNIT_ASSERT(!ModelOfImage("").ok());
    CPPUNIT_ASSERT(!ModelOfImage(image.substr(0, image.size() - 1)).ok());
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{8}, std::size_t{20}, image.size() / 2, image.size() - 1}) {
      std::string broken = image;
      broken[at] = static_cast<char>(broken[at] ^ 1);
      CPPUNIT_ASSERT(!ModelOfImage(broken).ok());
    }
    std::string other = image;
    other[8] = 9;
    CPPUNIT_ASSERT(ModelOfImage(other).error().find("version is 9") != std::string::npos);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestModelTest);

}  // namespace
}  // namespace errwatch
