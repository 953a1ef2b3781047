// A plain-C interface over libtorch: no exception and no C++ type crosses it.
//
// Every function returns a `CTorchStatus`; where it isn't CTORCH_OK, `ctorch_message` says why and no output is
// written. An output that is a handle belongs to the caller, who returns it with the matching `…_release`. An input
// handle is only borrowed for the call.
#ifndef CTORCH_H
#define CTORCH_H

#include "CTorch/Types.h"

#include "CTorch/Arithmetic.h"
#include "CTorch/Autograd.h"
#include "CTorch/Create.h"
#include "CTorch/Devices.h"
#include "CTorch/Distributed.h"
#include "CTorch/Layers.h"
#include "CTorch/LinearAlgebra.h"
#include "CTorch/Optimizers.h"
#include "CTorch/Random.h"
#include "CTorch/Reductions.h"
#include "CTorch/Shapes.h"

#endif
