# What libauth itself is linked with. Included by this build, and by mailvetConfig.cmake for projects
# that link the static library.
find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
pkg_check_modules(LDNS REQUIRED IMPORTED_TARGET ldns)
pkg_check_modules(IDN2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(PSL REQUIRED IMPORTED_TARGET libpsl)
# Not by pkg-config: Debian's libunbound.pc asks for libevent, which we do not use.
if(NOT TARGET mailvet::unbound)
  find_library(UNBOUND_LIBRARY unbound REQUIRED)
  add_library(mailvet::unbound UNKNOWN IMPORTED)
  set_target_properties(mailvet::unbound PROPERTIES IMPORTED_LOCATION "${UNBOUND_LIBRARY}")
endif()
