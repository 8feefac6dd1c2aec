namespace LoadOperator.Protobuf;

/// <summary>A .proto file, a method or a message that is not as it should be. The text says where, and what is allowed.</summary>
public sealed class ProtoException(string message) : Exception(message);
