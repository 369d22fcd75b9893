#include "store/model_file.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <string>

#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

class ModelFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ModelFileTest);
  CPPUNIT_TEST(WhatIsWrittenIsRead);
  CPPUNIT_TEST(ErrorsNameTheFile);
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

 private:
  TemporaryDirectory directory_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ModelFileTest);

}  // namespace
}  // namespace errwatch::store
