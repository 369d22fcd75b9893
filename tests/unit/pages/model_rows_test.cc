#include "pages/model_rows.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>

#include "store/model_layout.h"

namespace errwatch {
namespace {

constexpr Milliseconds kHour{3'600'000};
constexpr Tick kBegun{1'000'000'000};

Tick Later(Milliseconds time) { return After(kBegun, time); }

class ModelRowsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ModelRowsTest);
  CPPUNIT_TEST(OfAFile);
  CPPUNIT_TEST(OfWhatIsLearnt);
  CPPUNIT_TEST(OfNothing);
  CPPUNIT_TEST(ManyHostsAreCounted);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OfAFile() {
    RequestModel model;
    model.counts().requests = 9;
    store::ModelFacts facts{"/a", {}, "", &model, Later(kHour), {}};
    const ModelRow row = store::RowOf(facts, Later(2 * kHour));
    CPPUNIT_ASSERT(row.state == ModelState::kUsed && row.requests == 9 && row.learnt == Later(kHour));
    CPPUNIT_ASSERT(row.threshold >= 26 && row.threshold <= 40);
  }

  void OfWhatIsLearnt() {
    auto table = std::make_unique<store::ModelTable>();
    store::LearningModels models(*table);
    models.Claim(5, kBegun);
    store::ModelFacts facts{"/a", kHour, "", nullptr, {}, models.Find(5)};
    const ModelRow row = store::RowOf(facts, Later(kHour / 2));
    CPPUNIT_ASSERT(row.state == ModelState::kLearning && row.begun == kBegun && row.until == Later(kHour));
    CPPUNIT_ASSERT(row.threshold == 0 && row.learnt == Tick());
    CPPUNIT_ASSERT(StateText(row, Later(kHour / 2), Language::kEnglish).starts_with("learning, until 2"));
    // Nobody came: it goes on.
    const ModelRow late = store::RowOf(facts, Later(2 * kHour));
    CPPUNIT_ASSERT_EQUAL(std::string("learning, until enough requests came"),
                         StateText(late, Later(2 * kHour), Language::kEnglish));
    models.Claim(5, kBegun)->SetSaved(Later(3 * kHour));
    const ModelRow learnt = store::RowOf(facts, Later(4 * kHour));
    CPPUNIT_ASSERT(learnt.state == ModelState::kUsed && learnt.learnt == Later(3 * kHour));
  }

  void OfNothing() {
    const ModelRow row = store::RowOf({"/a", {}, "it is missing", nullptr, {}, {}}, kBegun);
    CPPUNIT_ASSERT(row.state == ModelState::kNotUsed && row.problem == "it is missing");
    for (int i = 0; i < kModelStateCount; ++i) {
      ModelRow other;
      other.state = static_cast<ModelState>(i);
      CPPUNIT_ASSERT(StateText(other, kBegun, Language::kJapanese) !=
                     StateText(other, kBegun, Language::kEnglish));
    }
  }

  void ManyHostsAreCounted() {
    CPPUNIT_ASSERT_EQUAL(std::string("a, b"), HostsText({"a", "b"}, Language::kEnglish));
    const std::string main(kMainServer);
    CPPUNIT_ASSERT_EQUAL("a, " + main, HostsText({"a", main}, Language::kEnglish));
    CPPUNIT_ASSERT(HostsText({main}, Language::kJapanese) != main);
    CPPUNIT_ASSERT(HostsText(std::vector<std::string>(10, "a"), Language::kEnglish).ends_with("and 2 more"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ModelRowsTest);

}  // namespace
}  // namespace errwatch
