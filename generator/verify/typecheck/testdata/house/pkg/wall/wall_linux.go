package wall

// Mortar is for one platform.
const Mortar = "linux"
