#include "store/model_file.h"

#include <cppunit/extensions/HelperMacros.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

class ModelFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ModelFileTest);
  CPPUNIT_TEST(WhatIsWrittenIsRead);
  CPPUNIT_TEST(ErrorsNameTheFile);
  CPPUNIT_TEST(NothingButAModelIsReplaced);
  CPPUNIT_TEST(ADamagedOneIsToldFromAnybodysFile);
  CPPUNIT_TEST(WhatComesOfAFileAtStart);
  CPPUNIT_TEST(OneFileHasManyNames);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatIsWrittenIsRead() {
    const std::string path = directory_.path() + "/site.model";
    RequestModel model;
    model.counts().requests = 17;
    CPPUNIT_ASSERT(WriteModelFile(path, model).ok());
    CPPUNIT_ASSERT_EQUAL(uint64_t{17}, ReadModelFile(path).value().counts().requests);
  }

  void ErrorsNameTheFile() {
    const std::string path = directory_.path() + "/other";
    CPPUNIT_ASSERT(ReadModelFile(path).failure().kind == ErrorKind::kMissing);
    std::ofstream(path) << "no model";
    CPPUNIT_ASSERT(ReadModelFile(path).error().find(path) != std::string::npos);
    CPPUNIT_ASSERT(!ReadModelFile(directory_.path()).ok());
    CPPUNIT_ASSERT(!WriteModelFile(directory_.path() + "/no/such", RequestModel()).ok());
  }

  void NothingButAModelIsReplaced() {
    const std::string path = directory_.path() + "/site.model";
    CPPUNIT_ASSERT(WriteModelFile(path, RequestModel()).ok());
    CPPUNIT_ASSERT(WriteModelFile(path, RequestModel()).ok());
    const std::string other = directory_.path() + "/passwords";
    std::ofstream(other) << "root:x";
    CPPUNIT_ASSERT(WriteModelFile(other, RequestModel()).error().find("left as it is") != std::string::npos);
    const std::string link = directory_.path() + "/link";
    CPPUNIT_ASSERT_EQUAL(0, symlink(path.c_str(), link.c_str()));
    CPPUNIT_ASSERT(WriteModelFile(link, RequestModel()).error().find("symbolic link") != std::string::npos);
    std::string content;
    std::ifstream(other) >> content;
    CPPUNIT_ASSERT_EQUAL(std::string("root:x"), content);
  }

  void ADamagedOneIsToldFromAnybodysFile() {
    const std::string path = directory_.path() + "/site.model";
    CPPUNIT_ASSERT(WriteModelFile(path, RequestModel()).ok());
    std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(40).put('\x7f');
    CPPUNIT_ASSERT(ReadModelFile(path).failure().kind == ErrorKind::kDamaged);
    std::ofstream(path) << "anybody's";
    CPPUNIT_ASSERT(ReadModelFile(path).failure().kind == ErrorKind::kInvalid);
  }

  void WhatComesOfAFileAtStart() {
    const std::string path = directory_.path() + "/site.model";
    const ModelAtStart missing = FindModel(path, false);
    CPPUNIT_ASSERT(!missing.known && !missing.learns);
    CPPUNIT_ASSERT(missing.problem.text.find("; requests are not compared with it: make it") !=
                   std::string::npos);
    const ModelAtStart learnt = FindModel(path, true);
    CPPUNIT_ASSERT(!learnt.known && learnt.learns && learnt.problem.text.empty());
    const ModelAtStart lost = FindModel(directory_.path() + "/no/such", true);
    CPPUNIT_ASSERT(lost.learns && lost.problem.text.ends_with("could not be written"));
    CPPUNIT_ASSERT(WriteModelFile(path, RequestModel()).ok());
    const ModelAtStart used = FindModel(path, true);
    CPPUNIT_ASSERT(used.written != Tick());
    CPPUNIT_ASSERT(used.known && !used.learns && used.problem.text.empty());
    std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(40).put('\x7f');
    const ModelAtStart damaged = FindModel(path, true);
    CPPUNIT_ASSERT(!damaged.known && damaged.learns);
    CPPUNIT_ASSERT(damaged.problem.text.ends_with("it is learnt again"));
    CPPUNIT_ASSERT(!FindModel(path, false).learns);
    CPPUNIT_ASSERT(
        FindModel(path, false)
            .problem.text.ends_with("learn it again with errwatch learn ACCESS_LOG... -o " + path));
    std::ofstream(path) << "anybody's";
    const ModelAtStart other = FindModel(path, true);
    CPPUNIT_ASSERT(!other.known && !other.learns);
    CPPUNIT_ASSERT(other.problem.text.find("a restart begins to learn it anew") != std::string::npos);
    CPPUNIT_ASSERT(
        FindModel(path, false)
            .problem.text.find("name another file, or move that one away and then errwatch learn ") !=
        std::string::npos);
  }

  void OneFileHasManyNames() {
    const std::string path = directory_.path() + "/site.model";
    const std::string way_round = directory_.path() + "/../" +
                                  directory_.path().substr(directory_.path().rfind('/') + 1) + "/site.model";
    CPPUNIT_ASSERT(IsSameModel(path, way_round) && !IsSameModel(path, path + "2"));
    CPPUNIT_ASSERT_EQUAL(NameOfModel(path), NameOfModel(way_round));
    CPPUNIT_ASSERT(WriteModelFile(path, RequestModel()).ok());
    CPPUNIT_ASSERT(IsSameModel(path, way_round));
    CPPUNIT_ASSERT(IsSameModel(directory_.path(), directory_.path()));  // whatever it is
    constexpr Milliseconds kHour{3'600'000};
    CPPUNIT_ASSERT_EQUAL(std::string(), WhyLearntOtherwise(path, kHour, kHour));
    CPPUNIT_ASSERT(WhyLearntOtherwise(path, kHour, 2 * kHour).find("learn= of 1h") != std::string::npos);
    CPPUNIT_ASSERT(WhyLearntOtherwise(path, Milliseconds(0), kHour).find("without") != std::string::npos);
  }

 private:
  TemporaryDirectory directory_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ModelFileTest);

}  // namespace
}  // namespace errwatch::store
