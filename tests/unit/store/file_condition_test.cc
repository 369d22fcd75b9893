#include "store/file_condition.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cerrno>
#include <set>

namespace errwatch::store {
namespace {

class FileConditionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FileConditionTest);
  CPPUNIT_TEST(EachHasATextOfItsOwn);
  CPPUNIT_TEST(AnyWordIsSafe);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EachHasATextOfItsOwn() {
    std::set<std::string> texts;
    for (uint8_t i = 0; i < static_cast<uint8_t>(FileCondition::kCount); ++i) {
      const FileState state{static_cast<FileCondition>(i), ENOSPC};
      const std::string text = TextOf(state, "/run/state");
      texts.insert(text);
      CPPUNIT_ASSERT(UnpackFileState(Pack(state)) == state);
      if (state.condition == FileCondition::kGood) continue;
      CPPUNIT_ASSERT(text.find("/run/state") != std::string::npos);
      const Handling handling = HandlingOf(state.condition);
      CPPUNIT_ASSERT_EQUAL(handling == Handling::kLeftAlone, text.find("until") != std::string::npos);
      CPPUNIT_ASSERT_EQUAL(handling != Handling::kWritten, text.find("goes on") != std::string::npos);
    }
    CPPUNIT_ASSERT_EQUAL(static_cast<std::size_t>(FileCondition::kCount), texts.size());
    CPPUNIT_ASSERT(TextOf({FileCondition::kCannotWrite, ENOSPC}, "x").find("No space") != std::string::npos);
    CPPUNIT_ASSERT(TextOf({}, "x").empty());
  }

  // A child that was taken over writes what it likes.
  void AnyWordIsSafe() {
    for (const uint64_t word : {uint64_t{255}, ~uint64_t{0}, uint64_t{1} << 40})
      CPPUNIT_ASSERT(UnpackFileState(word).condition == FileCondition::kGood);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FileConditionTest);

}  // namespace
}  // namespace errwatch::store
