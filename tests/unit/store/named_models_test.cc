#include "store/named_models.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

constexpr Milliseconds kHour{3'600'000};

class NamedModelsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NamedModelsTest);
  CPPUNIT_TEST(EachFileIsOneWhateverItIsCalled);
  CPPUNIT_TEST(AnotherTimeIsToldOnce);
  CPPUNIT_TEST(ItsPrintIsThatOfTheFile);
  CPPUNIT_TEST_SUITE_END();

  std::string WayRound() const {
    return directory_.path() + "/../" + directory_.path().substr(directory_.path().rfind('/') + 1) + "/a";
  }

 public:
  void EachFileIsOneWhateverItIsCalled() {
    NamedModels models;
    const NamedModels::Named first = models.Add(path_, kHour);
    CPPUNIT_ASSERT(first.file == 0 && first.is_first && first.learnt_otherwise.empty());
    const NamedModels::Named other = models.Add(path_ + "b", kHour);
    CPPUNIT_ASSERT(other.file == 1 && other.is_first);
    const NamedModels::Named same = models.Add(WayRound(), kHour);
    CPPUNIT_ASSERT(same.file == 0 && !same.is_first && same.learnt_otherwise.empty());
  }

  void AnotherTimeIsToldOnce() {
    NamedModels models;
    models.Add(path_, kHour);
    CPPUNIT_ASSERT(models.Add(path_, Milliseconds(0)).learnt_otherwise.find("without learn=") !=
                   std::string::npos);
    CPPUNIT_ASSERT(models.Add(path_, Milliseconds(0)).learnt_otherwise.empty());
    CPPUNIT_ASSERT(models.Add(path_, 2 * kHour).learnt_otherwise.find("learn= of 2h") != std::string::npos);
  }

  void ItsPrintIsThatOfTheFile() {
    const HashKey key{1}, other{2};
    CPPUNIT_ASSERT_EQUAL(PrintOfModel(key, path_), PrintOfModel(key, WayRound()));
    CPPUNIT_ASSERT(PrintOfModel(key, path_) != PrintOfModel(key, path_ + "b"));
    CPPUNIT_ASSERT(PrintOfModel(key, path_) != PrintOfModel(other, path_));
  }

 private:
  TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/a";
};

CPPUNIT_TEST_SUITE_REGISTRATION(NamedModelsTest);

}  // namespace
}  // namespace errwatch::store
