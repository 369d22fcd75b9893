#include "model/path_shape.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

std::string ShapeOf(std::string_view path) { return std::string(PathShape(path).view()); }

class PathShapeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PathShapeTest);
  CPPUNIT_TEST(WhatIsGeneratedHasOneShape);
  CPPUNIT_TEST(GuessedNamesKeepTheirs);
  CPPUNIT_TEST(IsBounded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatIsGeneratedHasOneShape() {
    for (const auto& [path, shape] : std::initializer_list<std::pair<const char*, const char*>>{
             {"/img/p0.jpg", "/img/p#.jpg"},
             {"/img/DSC0417.JPG", "/img/dsc#.jpg"},
             {"/image/17/thumb", "/image/#/thumb"},
             {"/static/app-1.2.3.js", "/static/app-#.js"},
             {"/2024/11/22/", "/#/#/#/"},
             {"/_next/static/chunks/3f2a99c0.js", "/_next/static/chunks/#.js"},
             {"/i18n/Translation-de", "/i#n/translation-*"},
             {"/i18n/Translation-de_DE", "/i#n/translation-*_*"},
             {"/dl/product-uk.zip", "/dl/product-*.zip"},
             {"/dl/product-net.zip", "/dl/product-*.zip"},
             {"/t/aGVsbG8gd29ybGQgMTIz0x", "/t/#"},
             {"/%61dmin%2Ephp", "/admin.php"},
             {"//a///b", "/a/b"},
             {"/100%/%zz%4", "/#%/%zz%#"},
             {"/a%2Fb%20c", "/a%#fb%#c"},
         }) {
      CPPUNIT_ASSERT_EQUAL(std::string(shape), ShapeOf(path));
    }
    CPPUNIT_ASSERT_EQUAL(ShapeOf("/o/1/foo-1.jar.sha1"), ShapeOf("/o/22/foo-22.jar.sha1"));
    CPPUNIT_ASSERT_EQUAL(ShapeOf("/task/e8587ab8-50e7/"), ShapeOf("/task/17c90b11-51f7/"));
  }

  void GuessedNamesKeepTheirs() {
    for (const char* path : {"/admin", "/cgi", "/bin", "/backup.zip", "/wp-login.php", "/db", "/a", "/.env"})
      CPPUNIT_ASSERT_EQUAL(std::string(path), ShapeOf(path));
    CPPUNIT_ASSERT(ShapeOf("/aa0.php") != ShapeOf("/bb1.php"));
    CPPUNIT_ASSERT(ShapeOf("/wp-login.php") != ShapeOf("/wp-admin.php"));
    CPPUNIT_ASSERT(ShapeOf("/facade.php") != ShapeOf("/decade.php"));  // hexadecimal letters alone are a word
  }

  void IsBounded() {
    CPPUNIT_ASSERT(ShapeOf("").empty());
    CPPUNIT_ASSERT_EQUAL(PathShape::kMaxBytes, ShapeOf("/" + std::string(10'000, 'x')).size());
    std::string every;
    for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
    CPPUNIT_ASSERT(ShapeOf(every).size() <= every.size());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PathShapeTest);

}  // namespace
}  // namespace errwatch
