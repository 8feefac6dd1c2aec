namespace LoadOperator.LoadGeneration.Requests;

/// <summary>What the connections of a driver have come to since its counts were restarted.</summary>
/// <param name="MostToOneAddress">The most of them to one address at a time.</param>
/// <param name="SynTimeouts">How often the first segment of one was sent again, because no answer had come in time.</param>
/// <param name="Sent">Segments with data that were sent on open ones, those sent again included.</param>
/// <param name="Retransmitted">Segments that were sent again.</param>
/// <param name="IsTcpSeen">Whether the system tells what its TCP does; otherwise the last three say nothing.</param>
internal readonly record struct ConnectionCounts(int MostToOneAddress, long SynTimeouts, long Sent, long Retransmitted, bool IsTcpSeen);
